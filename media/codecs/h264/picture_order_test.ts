import assert from "node:assert/strict";
import { BitWriter } from "media/bits.ts";
import { fromHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { parsePocLsb, PictureOrder } from "./picture_order.ts";
import type { H264Sps } from "./sps.ts";

const SPS: H264Sps = {
  ...{ profile: 100, constraints: 0, level: 10, chromaFormat: 1, bitDepthLuma: 8 },
  ...{ bitDepthChroma: 8, separatePlanes: false, frameNumBits: 4, pocType: 0, pocLsbBits: 6 },
  ...{ framesOnly: true, width: 64, height: 64 },
};

/** Slices of x264, and of a writer where x264 has no such form. */
const slices = [
  { name: "IDR", slice: fromHex("65888400ffdbe595a8ca")!, sps: SPS, lsb: 0 },
  { name: "P", slice: fromHex("419a246c7fe34b28fe45")!, sps: SPS, lsb: 8 },
  { name: "B, reference", slice: fromHex("419e4278affee35b6f8d")!, sps: SPS, lsb: 4 },
  { name: "B", slice: fromHex("019e617449fffa6e2b79")!, sps: SPS, lsb: 2 },
  {
    name: "colour plane, bottom field",
    slice: new BitWriter().u(0x41, 8).ue(0).ue(5).ue(0).u(2, 2).u(5, 6).u(3, 2).u(77, 8).bytes(),
    sps: { ...SPS, separatePlanes: true, framesOnly: false, frameNumBits: 6, pocLsbBits: 8 },
    lsb: 77,
  },
  {
    name: "emulation prevention",
    slice: Uint8Array.of(0x41, 0xe0, 0, 0, 3, 1, 0x80),
    sps: { ...SPS, frameNumBits: 16, pocLsbBits: 16 },
    lsb: 12,
  },
];

Deno.test("H264 slice: pic_order_cnt_lsb", () => {
  for (const { name, slice, sps, lsb } of slices) {
    assert.equal(parsePocLsb(slice, sps), lsb, name);
    assert.ok(isMalformed(parsePocLsb(slice.subarray(0, 2), sps)), name);
    assert.ok(isMalformed(parsePocLsb(slice.subarray(0, 0), sps)), name);
  }
});

function slice(type: number, reference: boolean, lsb: number, bits = 4): Uint8Array {
  const writer = new BitWriter().u(type | (reference ? 0x60 : 0), 8).ue(0).ue(0).ue(0).u(0, 4);
  if (type === 5) writer.ue(0);
  return writer.u(lsb, bits).u(0xff, 8).bytes();
}

Deno.test("H264 picture order: counts over the wrap, both ways, anew with IDR pictures", () => {
  const order = new PictureOrder();
  const steps = [
    ...[[5, true, 0, 0], [1, true, 6, 6], [1, true, 12, 12], [1, false, 8, 8]],
    ...[[1, true, 2, 18], [1, false, 14, 14], [1, true, 10, 26], [1, true, 1, 33]],
    ...[[5, true, 0, 0], [1, true, 2, 2]],
  ] as const;
  for (const [type, reference, lsb, poc] of steps) {
    assert.equal(order.next(slice(type, reference, lsb), { ...SPS, pocLsbBits: 4 }), poc);
  }
  assert.ok(isMalformed(order.next(Uint8Array.of(0x41), SPS)));
});

Deno.test("H264 picture order: what is left out asks for depth", () => {
  const depths = [[2, 0], [4, 1], [6, 2], [8, 2], [10, 3], [16, 3]] as const;
  for (const [lsb, depth] of depths) {
    const order = new PictureOrder();
    const sps = { ...SPS, pocLsbBits: 8 };
    order.next(slice(5, true, 0, 8), sps);
    order.next(slice(1, true, lsb, 8), sps);
    assert.equal(order.depth, depth, `${lsb}`);
    order.next(slice(1, true, lsb + 100, 8), sps);
    assert.equal(order.depth, depth, "a long gap is a loss");
    order.next(slice(5, true, 0, 8), sps);
    assert.equal(order.depth, 0);
  }
});
