import assert from "node:assert/strict";
import fc from "fast-check";
import { BitWriter } from "media/bits.ts";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { levelName, profileName } from "./profile.ts";
import { type H265Sps, parseSps } from "./sps.ts";

/** Made by x265 but for the last; sizes, profiles, levels and rates as ffprobe tells them. */
const cases = [
  {
    name: "with a conformance window and B-frames",
    sps: "420101016000000300900000030000030078a003c0801107cb965664a4c2f01680800001f480003a9804",
    expected: { width: 1920, height: 1080, frameRate: 30000 / 1001, reorderDepth: 2 },
    profile: "Main 4",
  },
  {
    name: "ten bits",
    sps: "42010102200000030090000003000003003fa00a8804071110d96e92930bc05a020000030002000003006410",
    expected: { width: 322, height: 242, frameRate: 50, reorderDepth: 0, bitDepthLuma: 10 },
    profile: "Main 10 2.1",
  },
  {
    name: "4:2:2",
    sps: "4201010408000003009d0800000300003fb00a880407111ed965644a4c2f0168080000030008000003019040",
    expected: { width: 322, height: 242, frameRate: 50, chromaFormat: 2, bitDepthChroma: 10 },
    profile: "Range Extensions 2.1",
  },
  {
    name: "4:4:4",
    sps: "4201010408000003009e0800000300003f9001510080e3e3f2cac894985e02d0100000030010000003032080",
    expected: { width: 322, height: 242, frameRate: 50, chromaFormat: 3, bitDepthChroma: 8 },
    profile: "Range Extensions 2.1",
  },
  {
    name: "monochrome",
    sps: "4201010408000003009fc800000300003fc02a20101c7c7e595912930bc05b020000030002000003006410",
    expected: { width: 322, height: 242, frameRate: 50, chromaFormat: 0 },
    profile: "Range Extensions 2.1",
  },
  {
    name: "aspect ratio, overscan, colours, chroma location, display window, HRD",
    sps:
      "420101016000000300900000030000030099a005020171f2e595952930bffc01680126d4040406d8b6dc0000" +
      "030004000003006180525978003d090007a122",
    expected: { width: 640, height: 360, frameRate: 24, constraints: 0x900000000000 },
    profile: "Main 5.1",
  },
  {
    name: "default scaling lists",
    sps: "42010101600000030090000003000003003fa005020171f2e5959529385e02d0100000030010000003018080",
    expected: { width: 640, height: 360, frameRate: 24, compatibility: 0x60000000 },
    profile: "Main 2.1",
  },
  {
    name: "interlaced",
    sps: "42010101600000030040000003000003003fa005020171f2e595952930bc05a1a000000300200000030301",
    expected: { width: 640, height: 360, frameRate: 24, subLayers: 1, temporalIdNesting: true },
    profile: "Main 2.1",
  },
  {
    name: "sub-layers, separate planes, scaling lists, PCM, reference sets of all kinds",
    sps: toHex(prevented(fullSps())),
    expected: { width: 157, height: 143, reorderDepth: 3, frameRate: 12.5, subLayers: 3, tier: 1 },
    profile: "11 6.2",
  },
];

/** Checked with FFmpeg's trace_headers. */
function fullSps(): Uint8Array {
  const writer = new BitWriter().u(0x4201, 16).u(0, 4).u(2, 3).flag(true);
  writer.u(0, 2).flag(true).u(11, 5).u(0x00100000, 32).u(0, 48).u(186, 8);
  writer.u(0b1101, 4).u(0, 12).u(0, 44).u(0, 44).u(60, 8).u(90, 8); // sub-layers
  writer.ue(0).ue(3).flag(true).ue(160).ue(144).flag(true).ue(1).ue(2).ue(0).ue(1);
  writer.ue(0).ue(0).ue(4).flag(true); // bit depths, order
  for (let i = 0; i < 3; i++) writer.ue(5).ue(i + 1).ue(0);
  writer.ue(0).ue(3).ue(0).ue(3).ue(1).ue(1);
  writer.flag(true).flag(true);
  for (let size = 0; size < 4; size++) {
    for (let matrix = 0; matrix < 6; matrix += size === 3 ? 3 : 1) {
      writer.flag(matrix === 0);
      if (matrix !== 0) writer.ue(size === 3 ? 1 : matrix);
      else if (size > 1) writer.se(4);
      if (matrix === 0) { for (let i = 0; i < (size ? 64 : 16); i++) writer.se(i % 2 ? -2 : 3); }
    }
  }
  writer.u(1, 2).flag(true).u(7, 4).u(7, 4).ue(0).ue(0).flag(true);
  writer.ue(4).ue(2).ue(1).ue(0).flag(true).ue(1).flag(false).ue(2).flag(true); // explicit
  writer.flag(true).flag(true).ue(0).flag(true).u(1, 2).u(0, 2).flag(true); // predicted: 3 of 4
  writer.flag(true).flag(false).ue(1).u(0b1111, 4); // predicted: all 4
  writer.flag(false).ue(0).ue(1).ue(0).flag(false);
  writer.flag(true).ue(2).u(200, 8).flag(true).u(100, 8).flag(false); // long-term
  writer.u(3, 2).flag(true);
  writer.flag(false).flag(false).flag(false).flag(false).u(0, 3).flag(false); // VUI
  writer.flag(true).u(2, 32).u(25, 32).flag(false).flag(false).flag(false);
  return writer.flag(false).flag(true).bytes();
}

function prevented(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte <= 3 && out.at(-1) === 0 && out.at(-2) === 0) out.push(3);
    out.push(byte);
  }
  return Uint8Array.from(out);
}

Deno.test("H265 SPS: what it tells", () => {
  for (const { name, sps, expected, profile } of cases) {
    const parsed = parseSps(fromHex(sps)!);
    assert.ok(!isMalformed(parsed), name);
    assert.deepEqual({ ...parsed, ...expected }, parsed, name);
    assert.equal(`${profileName(parsed.profile)} ${levelName(parsed.level)}`, profile, name);
  }
});

Deno.test("H265 SPS: cut short anywhere, it is refused, or only its frame rate is", () => {
  for (const { name, sps } of cases) {
    const bytes = fromHex(sps)!;
    const whole = parseSps(bytes) as H265Sps;
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      const parsed = parseSps(bytes.subarray(0, length));
      if (isMalformed(parsed)) refused++;
      else assert.deepEqual({ ...parsed, frameRate: whole.frameRate }, whole, `${name}: ${length}`);
    }
    assert.ok(refused >= 18, name);
  }
});

const base = (subLayers = 1) =>
  new BitWriter().u(0x4201, 16).u(0, 4).u(subLayers - 1, 3).u(1, 1)
    .u(1, 8).u(0x60000000, 32).u(0, 48).u(93, 8);
const tail = (writer: BitWriter) => writer.ue(0).ue(0).ue(4).flag(true).ue(4).ue(2).ue(0).u(1, 32);
const broken = [
  { name: "another type", writer: new BitWriter().u(0x4401, 16).u(0, 48).u(0, 48).u(0, 48) },
  { name: "a layer above", writer: new BitWriter().u(0x4209, 16).u(0, 48).u(0, 48).u(0, 48) },
  { name: "eight sub-layers", writer: base(8).u(0, 16).ue(0).ue(1).ue(64).ue(64).flag(false) },
  { name: "chroma format 4", writer: tail(base().ue(0).ue(4).ue(64).ue(64).flag(false)) },
  { name: "too wide", writer: tail(base().ue(0).ue(1).ue(20000).ue(64).flag(false)) },
  { name: "no height", writer: tail(base().ue(0).ue(1).ue(64).ue(0).flag(false)) },
  {
    name: "cropped away",
    writer: tail(base().ue(0).ue(1).ue(64).ue(64).flag(true).ue(0).ue(32).ue(0).ue(0)),
  },
  {
    name: "a depth of 17",
    writer: base().ue(0).ue(1).ue(64).ue(64).flag(false).ue(0).ue(0).ue(4).u(1, 1).ue(4).ue(17)
      .ue(0).u(1, 32),
  },
];

Deno.test("H265 SPS: out of range is refused", () => {
  for (const { name, writer } of broken) assert.ok(isMalformed(parseSps(writer.bytes())), name);
  const whole = parseSps(tail(base().ue(0).ue(1).ue(64).ue(64).flag(false)).bytes());
  assert.ok(!isMalformed(whole) && whole.reorderDepth === 2);
});

Deno.test("H265 SPS: any damage gives a value within limits", () => {
  const damage = fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(fc.constantFrom(...cases), damage, ({ sps }, changes) => {
    const bytes = fromHex(sps)!;
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    const parsed = parseSps(bytes);
    if (isMalformed(parsed)) return;
    assert.ok(parsed.width > 0 && parsed.width <= 16888);
    assert.ok(parsed.height > 0 && parsed.height <= 16888);
    assert.ok(parsed.reorderDepth <= 16);
    assert.ok(parsed.frameRate === undefined || parsed.frameRate > 0);
  }));
});
