import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { fromHex } from "media/rtp/damage_cases.ts";
import { readTimestamp, unwrap33, writePcr, writeTimestamp } from "./timestamp.ts";

const TURN = 2 ** 33;

/** Behind a prefix of 2; the second and third as FFmpeg writes them. */
const written: readonly (readonly [ticks: number, hex: string])[] = [
  [0, "2100010001"],
  [126000, "210007d861"],
  [133200, "21000910a1"],
  [TURN - 1, "2fffffffff"],
  [2 ** 30, "2300010001"],
];

Deno.test("MPEG-TS timestamps: both ways", () => {
  for (const [ticks, hex] of written) {
    const bytes = new Uint8Array(5);
    writeTimestamp(bytes, 0, 2, ticks);
    assert.equal(toHex(bytes), hex);
    assert.equal(readTimestamp(fromHex(hex), 0), ticks);
  }
  const early = new Uint8Array(5);
  writeTimestamp(early, 0, 2, -1);
  assert.equal(readTimestamp(early, 0), TURN - 1);
});

Deno.test("MPEG-TS timestamps: unwrapped to the nearest", () => {
  const cases = [
    [100, 200, 200],
    [200, 100, 100],
    [TURN - 10, 5, TURN + 5],
    [TURN + 5, TURN - 10, TURN - 10],
    [3 * TURN + 7, 8, 3 * TURN + 8],
    [0, TURN - 1, -1],
    [-5, 3, 3],
  ];
  for (const [last, wrapped, expected] of cases) assert.equal(unwrap33(last, wrapped), expected);
});

Deno.test("MPEG-TS timestamps: PCR", () => {
  const bytes = new Uint8Array(6);
  writePcr(bytes, 0, 63000);
  assert.equal(toHex(bytes), "00007b0c7e00");
  writePcr(bytes, 0, TURN - 1);
  assert.equal(toHex(bytes), "fffffffffe00");
});
