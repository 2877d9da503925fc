import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import {
  DAY,
  duration,
  durationAbove0,
  durationFrom0,
  formatDuration,
  HOUR,
  parseDuration,
} from "core/config/types/duration.ts";

/** Text, milliseconds, and the text that the API shows. */
const cases: [string, number, string][] = [
  ["", 0, ""],
  ["0", 0, ""],
  ["0s", 0, ""],
  ["10s", 10_000, "10s"],
  ["90s", 90_000, "1m30s"],
  ["3600s", HOUR, "1h0m0s"],
  ["1h", HOUR, "1h0m0s"],
  ["200ms", 200, "200ms"],
  ["1.5s", 1500, "1.5s"],
  ["1.005s", 1005, "1.005s"],
  [".5s", 500, "500ms"],
  ["1.5ms", 1.5, "1.5ms"],
  ["15us", 0.015, "15µs"],
  ["15µs", 0.015, "15µs"],
  ["1500ns", 0.0015, "1.5µs"],
  ["7ns", 7e-6, "7ns"],
  ["24h", DAY, "1d"],
  ["26h", 26 * HOUR, "1d2h0m0s"],
  ["1d12h", 36 * HOUR, "1d12h0m0s"],
  ["1d", DAY, "1d"],
  ["-1d2h", -26 * HOUR, "-1d2h0m0s"],
  ["-5s", -5000, "-5s"],
  ["1h1m1s1ms1us1ns", 3_661_001.001001, "1h1m1.001001001s"],
  ["23h59m59.999999999s", DAY - 1e-6, "23h59m59.999999999s"],
];

Deno.test("durations are read and written as the API shows them", () => {
  for (const [text, ms, shown] of cases) {
    assert.equal(parseDuration(text), ms, text);
    assert.equal(formatDuration(ms), shown, text);
    assert.equal(parseDuration(shown), ms, shown);
  }
});

const wrong = [
  "10",
  "s",
  "10 s",
  "10s ",
  "1d-2h",
  "2h1d",
  "1d2",
  "abc",
  "-",
  "+",
  "1w",
  "1e3s",
  "300000d",
];

Deno.test("what is no duration is refused", () => {
  for (const text of wrong) assert.equal(parseDuration(text), undefined, text);
});

Deno.test("every duration that can be read is written so that it reads the same", () => {
  const part = fc.tuple(
    fc.integer({ min: 0, max: 100_000 }),
    fc.integer({ min: 0, max: 999 }),
    fc.constantFrom("ns", "us", "µs", "ms", "s", "m", "h"),
  ).map(([whole, fraction, unit]) => `${whole}.${fraction}${unit}`);
  const days = fc.option(fc.integer({ min: -100, max: 10_000 }), { nil: undefined });
  const text = fc.tuple(days, fc.array(part, { minLength: 1, maxLength: 4 }))
    .map(([days, parts]) => (days === undefined ? "" : `${days}d`) + parts.join(""));
  fc.assert(
    fc.property(text, (text) => {
      const ms = parseDuration(text);
      assert.ok(ms !== undefined);
      assert.equal(parseDuration(formatDuration(ms)), ms);
    }),
    { numRuns: 500 },
  );
});

Deno.test("any text is either a duration or refused", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const ms = parseDuration(text);
    assert.ok(ms === undefined || Number.isFinite(ms));
  }));
});

Deno.test("schemas keep their limits", () => {
  assert.equal(z.decode(duration, "-5s"), -5000);
  assert.equal(durationFrom0.safeParse("-5s").success, false);
  assert.equal(durationFrom0.safeParse("0s").success, true);
  assert.equal(durationAbove0.safeParse("0s").success, false);
  assert.equal(duration.safeParse(10).success, false);
  assert.equal(z.encode(duration, HOUR), "1h0m0s");
});
