import assert from "node:assert/strict";
import { fromNtp, middleOfNtp, toNtp } from "./ntp.ts";

const cases = [
  { ms: 0, seconds: 2208988800, fraction: 0 },
  { ms: 500, seconds: 2208988800, fraction: 0x80000000 },
  {
    ms: Date.UTC(2008, 3, 20, 21, 4, 9, 250),
    seconds: 1208725449 + 2208988800,
    fraction: 0x40000000,
  },
  { ms: Date.UTC(2036, 1, 7, 6, 28, 15), seconds: 0xffffffff, fraction: 0 },
  { ms: Date.UTC(2036, 1, 7, 6, 28, 16), seconds: 0, fraction: 0 },
  { ms: Date.UTC(2040, 0, 1), seconds: 123010304, fraction: 0 },
];

Deno.test("NTP time, both ways and over the end of the era", () => {
  for (const { ms, seconds, fraction } of cases) {
    assert.equal(fromNtp(toNtp(ms)), ms, String(ms));
    assert.deepEqual(toNtp(ms), { seconds, fraction }, String(ms));
  }
});

Deno.test("NTP time: a fraction that rounds up carries", () => {
  const { seconds, fraction } = toNtp(999.9999999999);
  assert.deepEqual({ seconds, fraction }, { seconds: 2208988801, fraction: 0 });
});

Deno.test("NTP time: the middle 32 bits", () => {
  assert.equal(middleOfNtp({ seconds: 0x1234abcd, fraction: 0xef015678 }), 0xabcdef01);
});
