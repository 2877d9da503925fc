import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex } from "media/bytes.ts";
import { isRandomAccess, recoveryFrames } from "./random_access.ts";

const units = [
  { name: "IDR behind parameter sets", nalus: ["67", "68", "65888401"], idr: true },
  {
    name: "IDR behind a delimiter and SEI of another kind",
    nalus: ["0910", "0601013280", "6588"],
    idr: true,
  },
  { name: "a P-frame", nalus: ["419a26d8"], idr: false },
  { name: "parameter sets alone", nalus: ["67640028", "68ebe0"], idr: false },
  { name: "nothing", nalus: [], idr: false },
  { name: "an empty unit", nalus: [""], idr: false },
  {
    name: "an I-frame of x264 in an open GOP",
    nalus: ["060601c480", "41889a03ff"],
    idr: false,
    recovery: 0,
  },
  {
    name: "intra refresh of x264 over four columns",
    nalus: ["0606017180", "419a"],
    idr: false,
    recovery: 2,
  },
  { name: "behind picture timing", nalus: ["060101320601c480", "419a"], idr: false, recovery: 0 },
  {
    name: "behind a message of 300 bytes with emulation prevention",
    nalus: ["0605ff2d" + "00000301".repeat(100) + "0601c480", "419a"],
    idr: false,
    recovery: 0,
  },
  { name: "in a second SEI", nalus: ["0601013280", "060601c480", "419a"], idr: false, recovery: 0 },
  { name: "a message longer than its SEI", nalus: ["060505c480", "060605c480"], idr: false },
  { name: "a size that never ends", nalus: ["0606ffffff"], idr: false },
  { name: "a type that never ends", nalus: ["06ffffffff"], idr: false },
  { name: "an empty recovery point", nalus: ["06060080"], idr: false },
];

Deno.test("H264: random access and recovery points", () => {
  for (const { name, nalus, idr, recovery } of units) {
    const bytes = nalus.map((nalu) => fromHex(nalu)!);
    assert.equal(isRandomAccess(bytes), idr, name);
    assert.equal(recoveryFrames(bytes), recovery, name);
  }
});

Deno.test("H264: any SEI is walked to its end", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(0xff, 6, 1, 0, 3, 0x80)), (body) => {
    const frames = recoveryFrames([Uint8Array.of(6, ...body)]);
    assert.ok(frames === undefined || frames >= 0);
  }));
});
