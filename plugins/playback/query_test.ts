import assert from "node:assert/strict";
import { durationOf, formatOf, optionalTimeOf, timeOf } from "./query.ts";

const query = (text: string) => new URLSearchParams(text);

Deno.test("playback query: durations", () => {
  const cases: readonly [string, number | undefined][] = [
    ["10", 10],
    ["1.5", 1.5],
    ["0", 0],
    ["1e2", 100],
    ["10m", 600],
    ["1h30m", 5400],
    ["250ms", 0.25],
    ...["", "x", "-1", "-1s", "NaN", "Infinity", "1e999", "0x10", "."]
      .map((text): [string, undefined] => [text, undefined]),
  ];
  for (const [text, seconds] of cases) {
    const read = () => durationOf(query(`duration=${text}`));
    if (seconds === undefined) assert.throws(read, { status: 400, message: /^invalid duration: / });
    else assert.equal(read(), seconds, text);
  }
});

Deno.test("playback query: times and formats", () => {
  const noon = "2026-11-21T12:00:00.5%2B01:00", at = Date.parse("2026-11-21T11:00:00.5Z") * 1000;
  assert.equal(timeOf(query(`start=${noon}`), "start"), at);
  assert.equal(optionalTimeOf(query(`end=${noon}`), "end"), at);
  assert.equal(optionalTimeOf(query("end="), "end"), undefined);
  assert.throws(() => timeOf(query(""), "start"), { message: /^invalid start: "" / });
  assert.throws(() => optionalTimeOf(query("end=x"), "end"), { message: /^invalid end: "x" / });
  assert.deepEqual(
    ["", "format=", "format=fmp4", "format=mp4"].map((text) => formatOf(query(text))),
    [
      ...["fmp4", "fmp4", "fmp4", "mp4"],
    ],
  );
  assert.throws(() => formatOf(query("format=avi")), {
    message: "invalid format: avi",
    status: 400,
  });
});
