import assert from "node:assert/strict";
import fc from "fast-check";
import { BitWriter } from "media/bits.ts";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { levelName, profileLevelId, profileName } from "./profile.ts";
import { type H264Sps, parseSps } from "./sps.ts";

/** Made by x264 but for the last; sizes, profiles, levels and rates as ffprobe tells them. */
const cases = [
  {
    name: "constrained baseline",
    sps: "6742c00cda0507ec0440000003004000000783c50aa8",
    expected: { width: 320, height: 240, frameRate: 15, reorderDepth: 0, pocType: 2 },
    profile: "Baseline 1.2",
    id: "42c00c",
  },
  {
    name: "cropped, with B-frames",
    sps: "67640028acd940780227e5c04400000fa40003a9803c60c658",
    expected: { width: 1920, height: 1080, frameRate: 30000 / 1001, reorderDepth: 2, pocType: 0 },
    profile: "High 4",
    id: "640028",
  },
  {
    name: "interlaced",
    sps: "67640028acd94078044fde0220000003002000000643e2c5b2c0",
    expected: { width: 1920, height: 1080, frameRate: 25, reorderDepth: 2, framesOnly: false },
    profile: "High 4",
    id: "640028",
  },
  {
    name: "4:2:2, ten bits",
    sps: "677a0015b6cb40a843c447e022000003000200000300c81e2c5d40",
    expected: { width: 322, height: 242, frameRate: 50, chromaFormat: 2, bitDepthLuma: 10 },
    profile: "High 4:2:2 2.1",
    id: "7a0015",
  },
  {
    name: "4:4:4",
    sps: "67f4001691968150878f8fc044000003000400000301e03c58ba80",
    expected: { width: 322, height: 242, frameRate: 60, chromaFormat: 3, bitDepthChroma: 8 },
    profile: "High 4:4:4 Predictive 2.2",
    id: "f40016",
  },
  {
    name: "monochrome",
    sps: "67640016f2d02a10f1f1f80b64000003000400000301e03c58ba80",
    expected: { width: 322, height: 242, frameRate: 60, chromaFormat: 0 },
    profile: "High 2.2",
    id: "640016",
  },
  {
    name: "aspect ratio, overscan, colours, chroma location, HRD",
    sps: "6742c01eda0280bfe5ffc09a407d2d4040406dc0000003004000000c1808007a10001e84a4c20078b175",
    expected: { width: 640, height: 360, frameRate: 24, reorderDepth: 0 },
    profile: "Baseline 3",
    id: "42c01e",
  },
  {
    name: "intra only, ten bits, no bitstream restriction",
    sps: "676e100ca6cb8283f60220000003002000000303c080",
    expected: { width: 320, height: 240, frameRate: 15, bitDepthLuma: 10, reorderDepth: undefined },
    profile: "High 10 1.2",
    id: "6e100c",
  },
  {
    name: "scaling lists, separate planes, a cycle of picture order counts, MBAFF",
    sps: toHex(fullSps()),
    expected: { width: 157, height: 306, separatePlanes: true, frameNumBits: 8, pocType: 1 },
    profile: "High 4:4:4 Predictive 5.1",
    id: "f40033",
  },
];

/** Checked with FFmpeg's trace_headers. */
function fullSps(): Uint8Array {
  const writer = new BitWriter().u(0x67, 8).u(244, 8).u(0, 8).u(51, 8).ue(0);
  writer.ue(3).flag(true).ue(0).ue(0).flag(false).flag(true);
  for (let i = 0; i < 12; i++) {
    writer.flag(i % 2 === 0);
    if (i % 4 === 0) { for (let j = 0; j < (i < 6 ? 16 : 64); j++) writer.se(j % 2 ? -3 : 4); }
    else if (i % 4 === 2) writer.se(5).se(-13);
  }
  writer.ue(4).ue(1).flag(false).se(-5).se(7).ue(3).se(1).se(-2).se(3);
  writer.ue(4).flag(false).ue(9).ue(9).flag(false).flag(true).flag(true);
  writer.flag(true).ue(1).ue(2).ue(3).ue(4);
  return writer.flag(false).flag(true).bytes();
}

Deno.test("H264 SPS: what it tells", () => {
  for (const { name, sps, expected, profile, id } of cases) {
    const parsed = parseSps(fromHex(sps)!);
    assert.ok(!isMalformed(parsed), name);
    assert.deepEqual({ ...parsed, ...expected }, parsed, name);
    assert.equal(`${profileName(parsed.profile)} ${levelName(parsed.level)}`, profile, name);
    assert.equal(profileLevelId(fromHex(sps)!), id, name);
  }
});

Deno.test("H264 SPS: cut short anywhere, it is refused, or only its VUI is", () => {
  for (const { name, sps } of cases) {
    const bytes = fromHex(sps)!;
    const { width, height } = parseSps(bytes) as H264Sps;
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      const parsed = parseSps(bytes.subarray(0, length));
      if (isMalformed(parsed)) refused++;
      else assert.deepEqual([parsed.width, parsed.height], [width, height], `${name}: ${length}`);
    }
    assert.ok(refused >= 8, name);
  }
});

const base = () => new BitWriter().u(0x67, 8).u(66, 8).u(0, 8).u(30, 8).ue(0);
const order = () => base().ue(0).ue(2).ue(1).flag(false);
const broken = [
  { name: "another type", bytes: Uint8Array.of(0x68, 66, 0, 30, 0xff, 0xff, 0xff, 0xff) },
  { name: "frame_num of 17 bits", bytes: base().ue(13).ue(2).u(0xfffffff, 28).bytes() },
  { name: "order of type 3", bytes: base().ue(0).ue(3).u(0xfffffff, 28).bytes() },
  { name: "too wide", bytes: order().ue(1055).ue(9).u(7, 3).u(0, 32).bytes() },
  { name: "too high", bytes: order().ue(9).ue(70000).u(7, 3).u(0, 32).bytes() },
  {
    name: "cropped away",
    bytes: order().ue(0).ue(0).u(7, 3).ue(4).ue(4).ue(0).ue(0).u(0, 9).bytes(),
  },
];

Deno.test("H264 SPS: out of range is refused", () => {
  for (const { name, bytes } of broken) assert.ok(isMalformed(parseSps(bytes)), name);
  assert.ok(!isMalformed(parseSps(order().ue(1054).ue(1054).u(6, 3).u(0, 9).bytes())));
  assert.ok(isMalformed(profileLevelId(Uint8Array.of(0x67, 66, 0))));
  assert.ok(isMalformed(profileLevelId(Uint8Array.of(0x68, 66, 0, 30))));
  assert.equal(profileName(138), "138");
});

Deno.test("H264 SPS: any damage gives a value within limits", () => {
  const damage = fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(fc.constantFrom(...cases), damage, ({ sps }, changes) => {
    const bytes = fromHex(sps)!;
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    const parsed = parseSps(bytes);
    if (isMalformed(parsed)) return;
    assert.ok(parsed.width > 0 && parsed.width <= 16880);
    assert.ok(parsed.height > 0 && parsed.height <= 2 * 16880);
    assert.ok(parsed.frameNumBits <= 16 && parsed.pocLsbBits <= 16);
    assert.ok(parsed.frameRate === undefined || parsed.frameRate > 0);
  }));
});
