import assert from "node:assert/strict";
import { formatMicroseconds, formatTime, parseMicroseconds } from "core/time.ts";

const CASES: [string, string][] = [
  ["2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05"],
  ["2026-01-02T03:04:05.120Z", "2026-01-02T03:04:05.12"],
  ["2026-01-02T03:04:50.007Z", "2026-01-02T03:04:50.007"],
  ["2026-01-02T03:04:00.000Z", "2026-01-02T03:04:00"],
];

for (const [text, written] of CASES) {
  Deno.test(`time: ${text} in another zone`, () => {
    const at = new Date(text);
    for (const [offset, zone] of [[0, "Z"], [-330, "+05:30"], [210, "-03:30"]] as const) {
      at.getTimezoneOffset = () => offset;
      const result = formatTime(at);
      assert.equal(new Date(result).getTime(), at.getTime());
      assert.ok(result.endsWith(zone), result);
      if (offset === 0) assert.equal(result, `${written}Z`);
    }
  });
}

const NOON = Date.UTC(2026, 10, 21, 12) * 1000;

const READ: readonly [string, number | undefined][] = [
  ["2026-11-21T12:00:00Z", NOON],
  ["2026-11-21T12:00:00.5Z", NOON + 500_000],
  ["2026-11-21T12:00:00.000001Z", NOON + 1],
  ["2026-11-21T12:00:00.1234567891234Z", NOON + 123_456],
  ["2026-11-21T14:00:00.05+02:00", NOON + 50_000],
  ["2026-11-21T08:30:00-03:30", NOON],
  ...["", "2026-11-21", "2026-11-21T12:00:00", "2026-11-21 12:00:00Z", "2026-13-21T12:00:00Z"]
    .map((text) => [text, undefined] as const),
  ...["2026-02-30T12:00:00Z", "2026-11-21T25:00:00Z", "2026-11-21T12:00:00+99:00", "now"]
    .map((text) => [text, undefined] as const),
].map(([text, at]) => [text as string, at as number | undefined]);

Deno.test("time: microseconds are read as they are written", () => {
  for (const [text, at] of READ) {
    assert.equal(parseMicroseconds(text), at, text);
    if (at !== undefined) assert.equal(parseMicroseconds(formatMicroseconds(at)), at);
  }
});

Deno.test("time: microseconds are written without zeros at the end", () => {
  for (
    const [more, fraction] of [[0, ""], [500_000, ".5"], [1, ".000001"], [120, ".00012"]] as const
  ) {
    const text = formatMicroseconds(NOON + more);
    assert.equal(/:00(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text)?.[1] ?? "", fraction, text);
  }
});
