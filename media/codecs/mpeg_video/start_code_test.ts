import assert from "node:assert/strict";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { hasSequenceHeader, isSlice } from "./start_code.ts";

/** Starts of FFmpeg's pictures but for the last ones. */
const cases = [
  { bytes: "000001b30a007823ffff000001b5148200010000000001b8", starts: true },
  { bytes: "000001b80008004000000100000ffff8", starts: false },
  { bytes: "000001000057fffb8000000001b3", starts: false },
  { bytes: "000001b8000800000001b30a00", starts: true },
  { bytes: "00000001b3", starts: true },
  { bytes: "000001b3", starts: true },
  { bytes: "000001", starts: false },
  { bytes: "", starts: false },
];

Deno.test("MPEG video: decoding starts with a sequence header", () => {
  for (const { bytes, starts } of cases) {
    assert.equal(hasSequenceHeader(fromHex(bytes)), starts, bytes);
    for (const one of damaged(fromHex(bytes))) {
      assert.equal(typeof hasSequenceHeader(one), "boolean");
    }
  }
});

Deno.test("MPEG video: codes of slices", () => {
  const slices = Array.from({ length: 256 }, (_, code) => code).filter(isSlice);
  assert.deepEqual([slices.length, slices[0], slices.at(-1)], [0xaf, 1, 0xaf]);
});
