import assert from "node:assert/strict";
import fc from "fast-check";
import { levelText, type LogRecord, plainLine, structuredLine } from "./format.ts";

const TIME = Date.UTC(2026, 7, 2, 3, 4, 5, 67);

function withZone(zone: string, test: () => void): void {
  const before = Deno.env.get("TZ");
  Deno.env.set("TZ", zone);
  try {
    test();
  } finally {
    if (before === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", before);
  }
}

const zones = [
  ["UTC", "2026/08/02 03:04:05", "2026-08-02T03:04:05.067000000Z"],
  ["Asia/Kolkata", "2026/08/02 08:34:05", "2026-08-02T08:34:05.067000000+05:30"],
  ["America/St_Johns", "2026/08/02 00:34:05", "2026-08-02T00:34:05.067000000-02:30"],
  ["Pacific/Honolulu", "2026/08/01 17:04:05", "2026-08-01T17:04:05.067000000-10:00"],
] as const;

for (const [zone, plain, timestamp] of zones) {
  Deno.test(`log format: local time in ${zone}`, () =>
    withZone(zone, () => {
      const record: LogRecord = { time: TIME, level: "info", message: "[RTSP] started" };
      assert.equal(plainLine(record, false), `${plain} INF [RTSP] started`);
      assert.equal(
        structuredLine(record),
        `{"timestamp":"${timestamp}","level":"INF","message":"[RTSP] started"}`,
      );
    }));
}

Deno.test("log format: levels and their colours", () =>
  withZone("UTC", () => {
    const lines = (["debug", "info", "warn", "error"] as const).map((level) => [
      plainLine({ time: TIME, level, message: "m" }, true),
      levelText({ time: TIME, level, message: "m" }),
    ]);
    const stamp = "\x1b[90m2026/08/02 03:04:05\x1b[0m";
    assert.deepEqual(lines, [
      [`${stamp} \x1b[34mDEB\x1b[0m m`, "DEB m"],
      [`${stamp} \x1b[32mINF\x1b[0m m`, "INF m"],
      [`${stamp} \x1b[33mWAR\x1b[0m m`, "WAR m"],
      [`${stamp} \x1b[31mERR\x1b[0m m`, "ERR m"],
    ]);
  }));

Deno.test("log format: fractions of a millisecond survive, times before 1970 too", () =>
  withZone("UTC", () => {
    const stampOf = (time: number) => structuredLine({ time, level: "info", message: "" });
    assert.match(stampOf(1000.25), /"1970-01-01T00:00:01\.000250000Z"/);
    assert.match(stampOf(-1), /"1969-12-31T23:59:59\.999000000Z"/);
  }));

const injections = [
  ["a\n2026/01/01 00:00:00 INF forged", "a\\n2026/01/01 00:00:00 INF forged"],
  ["a\r\tb", "a\\r\\tb"],
  ["\x1b[2J\x00\x7f", "\\u001b[2J\\u0000\\u007f"],
  ["\x85 \x9b2J \u2028 \u202e", "\\u0085 \\u009b2J \\u2028 \\u202e"],
  ['C:\\folder "x" é 日本 🎥 100%d', 'C:\\folder "x" é 日本 🎥 100%d'],
] as const;

for (const [message, shown] of injections) {
  Deno.test(`log format: ${JSON.stringify(shown)} stays on its line`, () => {
    const record: LogRecord = { time: TIME, level: "warn", message };
    assert.equal(levelText(record), `WAR ${shown}`);
    assert.ok(plainLine(record, false).endsWith(` WAR ${shown}`));
    assert.equal(JSON.parse(structuredLine(record)).message, message);
  });
}

Deno.test("log format: no message leaves its line, and JSON gives it back", () => {
  // deno-lint-ignore no-control-regex
  const unsafe = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
  fc.assert(fc.property(fc.string({ unit: "binary" }), (message) => {
    const record: LogRecord = { time: TIME, level: "info", message };
    assert.doesNotMatch(plainLine(record, false), unsafe);
    assert.doesNotMatch(structuredLine(record), unsafe);
    assert.equal(JSON.parse(structuredLine(record)).message, message);
  }));
});
