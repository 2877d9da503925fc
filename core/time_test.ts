import assert from "node:assert/strict";
import { formatTime } from "core/time.ts";

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
