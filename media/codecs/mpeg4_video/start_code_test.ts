import assert from "node:assert/strict";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { isIntra, profileLevelOf, startCode } from "./start_code.ts";

/** Starts of FFmpeg's pictures but for the last four. */
const cases = [
  { bytes: "000001b3001007000001b610610d85b8", intra: true },
  { bytes: "000001b001000001b5891300000100000001200000c48d88000001b610610d", intra: true },
  { bytes: "000001b650f08216738fb47e", intra: false },
  { bytes: "000001b690f08216738fb47e", intra: false },
  { bytes: "000001b6d0f08216738fb47e", intra: false },
  { bytes: "000001b6", intra: false },
  { bytes: "00000001b610", intra: true },
  { bytes: "", intra: false },
];

Deno.test("MPEG-4 video: pictures that need no other", () => {
  for (const { bytes, intra } of cases) {
    assert.equal(isIntra(fromHex(bytes)), intra, bytes);
    const within = fromHex(`000001b610${bytes}ffff`);
    assert.equal(isIntra(within, 5, within.length - 2), intra, bytes);
    for (const one of damaged(fromHex(bytes))) assert.equal(typeof isIntra(one), "boolean");
  }
});

Deno.test("MPEG-4 video: start codes, and the profile of a config", () => {
  assert.equal(startCode(fromHex("00000001b6"), 1), 0xb6);
  assert.equal(startCode(fromHex("00000001b6"), 0), -1);
  assert.equal(profileLevelOf(fromHex("000001b0f5000001b5")), 0xf5);
  for (const config of ["000001b0", "0000010000000120", ""]) {
    assert.equal(profileLevelOf(fromHex(config)), undefined);
  }
});
