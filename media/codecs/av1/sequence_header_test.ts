import assert from "node:assert/strict";
import fc from "fast-check";
import { BitWriter } from "media/bits.ts";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { parseSequenceHeader } from "./sequence_header.ts";

const MAIN = {
  ...{ profile: 0, level: 0, tier: 0, bitDepth: 8, monochrome: false },
  ...{ subsamplingX: true, subsamplingY: true, chromaPosition: 0 },
};
const SMALL = { width: 34, height: 18 };

/** Made by the encoders named; values as ffprobe tells them. */
const cases = [
  { name: "libaom", obu: "0800000002aff79b5f2008", expected: { ...MAIN, width: 64, height: 48 } },
  {
    name: "libaom, 4:2:2, ten bits",
    obu: "0840000002a43136be5020",
    expected: { ...MAIN, ...SMALL, profile: 2, bitDepth: 10, subsamplingY: false },
  },
  {
    name: "libaom, 4:4:4, twelve bits",
    obu: "0840000002a43136be5810",
    expected: {
      ...{ ...MAIN, ...SMALL, profile: 2, bitDepth: 12 },
      ...{ subsamplingX: false, subsamplingY: false },
    },
  },
  {
    name: "libaom, 4:4:4",
    obu: "0820000002a43136be4080",
    expected: { ...MAIN, ...SMALL, profile: 1, subsamplingX: false, subsamplingY: false },
  },
  {
    name: "libaom, GBR",
    obu: "0820000002a43136be48086801",
    expected: { ...MAIN, ...SMALL, profile: 1, subsamplingX: false, subsamplingY: false },
  },
  {
    name: "libaom, monochrome",
    obu: "0800000002a43136be4a80",
    expected: { ...MAIN, ...SMALL, monochrome: true },
  },
  {
    name: "libaom, described colours",
    obu: "0800000002a43136be4404040410",
    expected: { ...MAIN, ...SMALL },
  },
  { name: "libaom, a still picture", obu: "081815218b4010", expected: { ...MAIN, ...SMALL } },
  {
    name: "libaom, 4K",
    obu: "080000006aefbfe1bdcaf90040",
    expected: { ...MAIN, width: 3840, height: 2160, level: 13 },
  },
  {
    name: "rav1e",
    obu: "08000000f957ffc4215102020214",
    expected: { ...MAIN, width: 64, height: 64, level: 31 },
  },
  {
    name: "timing, decoder model, operating points, frame ids, an extension",
    obu: toHex(fullHeader()),
    expected: { ...MAIN, width: 1280, height: 720, level: 9, tier: 1, chromaPosition: 2 },
  },
];

/** Checked with FFmpeg's trace_headers. */
function fullHeader(): Uint8Array {
  const writer = new BitWriter().u(0x0c, 8).u(0, 8).u(0, 3).u(0, 2);
  writer.flag(true).u(1001, 32).u(30000, 32).flag(true).u(0b00101, 5); // timing
  writer.flag(true).u(9, 5).u(1001, 32).u(7, 5).u(8, 5); // decoder model
  writer.flag(true).u(1, 5); // display delay, two operating points
  writer.u(0x103, 12).u(9, 5).flag(true).flag(true).u(5, 10).u(6, 10).flag(false).flag(true).u(
    3,
    4,
  );
  writer.u(0x101, 12).u(5, 5).flag(false).flag(false);
  writer.u(10, 4).u(9, 4).u(1279, 11).u(719, 10);
  writer.flag(true).u(13, 4).u(1, 3).u(0b010, 3); // frame ids
  writer.u(0b1010, 4).flag(true).u(0b01, 2); // order hint
  writer.flag(false).flag(true).flag(false).flag(true).u(6, 3); // screen content
  writer.u(0b011, 3).flag(false).flag(false).flag(false).flag(true).u(2, 2);
  return writer.flag(false).flag(false).flag(true).bytes();
}

Deno.test("AV1 sequence header: what it tells", () => {
  for (const { name, obu, expected } of cases) {
    assert.deepEqual(parseSequenceHeader(fromHex(obu)!), expected, name);
  }
});

Deno.test("AV1 sequence header: cut short anywhere", () => {
  for (const { name, obu, expected } of cases) {
    const bytes = fromHex(obu)!;
    for (let length = 0; length < bytes.length - 1; length++) {
      const parsed = parseSequenceHeader(bytes.subarray(0, length));
      // What follows the colours is not read.
      if (length < bytes.length - 2) assert.ok(isMalformed(parsed), `${name}: ${length}`);
      else if (!isMalformed(parsed)) assert.deepEqual(parsed, expected);
    }
  }
});

Deno.test("AV1 sequence header: broken ones", () => {
  assert.ok(isMalformed(parseSequenceHeader(fromHex("3000000002aff79b5f2008")!)), "a frame");
  assert.ok(isMalformed(parseSequenceHeader(fromHex("0860000002aff79b5f2008ffff")!)), "profile 3");
  assert.ok(isMalformed(parseSequenceHeader(new Uint8Array())), "nothing");
  const zeros = new BitWriter().u(0x08, 8).u(0, 5).flag(true).u(1, 32).u(1, 32).flag(true).u(0, 53);
  assert.ok(isMalformed(parseSequenceHeader(zeros.u(0, 53).bytes())), "a code without an end");
});

Deno.test("AV1 sequence header: any damage gives a value within limits", () => {
  const damage = fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(fc.constantFrom(...cases), damage, ({ obu }, changes) => {
    const bytes = fromHex(obu)!;
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    const parsed = parseSequenceHeader(bytes);
    if (isMalformed(parsed)) return;
    assert.ok(parsed.width >= 1 && parsed.width <= 65536);
    assert.ok(parsed.height >= 1 && parsed.height <= 65536);
    assert.ok(parsed.profile <= 2 && parsed.level <= 31);
  }));
});
