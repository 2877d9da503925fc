import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import {
  joinAnnexB,
  joinLengthPrefixed,
  MAX_NAL_UNITS,
  removeEmulationPrevention,
  splitAnnexB,
  splitLengthPrefixed,
} from "./nal.ts";

const hex = (text: string) => fromHex(text.replaceAll(" ", ""))!;
const list = (value: unknown) =>
  isMalformed(value) ? undefined : (value as Uint8Array[]).map(toHex);

const annexB = [
  {
    name: "codes of three and four bytes",
    bytes: "000001 6742 00000001 68ce 000001 65",
    nalus: ["6742", "68ce", "65"],
  },
  {
    name: "zeros before, between and behind",
    bytes: "0000000001 67 000000000001 68 000000",
    nalus: ["67", "68"],
  },
  {
    name: "zeros and ones within",
    bytes: "000001 65000201000001 41010001",
    nalus: ["65000201", "41010001"],
  },
  { name: "an empty unit", bytes: "000001 000001 65 000001", nalus: ["65"] },
  { name: "only a code", bytes: "00000001", nalus: [] },
  {
    name: "one code at every offset",
    bytes: "000001 01 000001 0202 000001 030303",
    nalus: ["01", "0202", "030303"],
  },
  { name: "no code", bytes: "6742", nalus: undefined },
  { name: "only zeros", bytes: "00000000", nalus: undefined },
  { name: "nothing", bytes: "", nalus: undefined },
  { name: "something before the first code", bytes: "67 000001 65", nalus: undefined },
];

Deno.test("NAL: byte streams split", () => {
  for (const { name, bytes, nalus } of annexB) {
    assert.deepEqual(list(splitAnnexB(hex(bytes))), nalus, name);
  }
});

const prefixed = [
  { name: "two units", bytes: "00000002 6742 00000001 65", size: 4, nalus: ["6742", "65"] },
  { name: "an empty unit", bytes: "00000000 00000001 65", size: 4, nalus: ["65"] },
  { name: "nothing", bytes: "", size: 4, nalus: [] },
  { name: "lengths of two bytes", bytes: "0002 6742", size: 2, nalus: ["6742"] },
  { name: "lengths of one byte", bytes: "02 6742", size: 1, nalus: ["6742"] },
  { name: "length cut short", bytes: "00000001 65 0000", size: 4, nalus: undefined },
  { name: "unit cut short", bytes: "00000003 6742", size: 4, nalus: undefined },
  { name: "length over 2^31", bytes: "ffffffff 6742", size: 4, nalus: undefined },
] as const;

Deno.test("NAL: length-prefixed units split", () => {
  for (const { name, bytes, size, nalus } of prefixed) {
    assert.deepEqual(list(splitLengthPrefixed(hex(bytes), size)), nalus, name);
  }
});

Deno.test("NAL: more units than the limit are refused", () => {
  const most = Array.from({ length: MAX_NAL_UNITS }, () => Uint8Array.of(1));
  const more = [...most, Uint8Array.of(1)];
  assert.equal(list(splitAnnexB(joinAnnexB(most)))?.length, MAX_NAL_UNITS);
  assert.equal(list(splitLengthPrefixed(joinLengthPrefixed(most)))?.length, MAX_NAL_UNITS);
  assert.ok(isMalformed(splitAnnexB(joinAnnexB(more))));
  assert.ok(isMalformed(splitLengthPrefixed(joinLengthPrefixed(more))));
});

/** A NAL unit as an encoder makes it: emulation prevented, no zero at the end. */
const nalu = fc.array(fc.constantFrom(0, 0, 1, 2, 3, 0x65), { minLength: 1, maxLength: 30 })
  .map((bytes) => prevent([...bytes, 0x80]));

function prevent(bytes: number[]): Uint8Array {
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte <= 3 && out.at(-1) === 0 && out.at(-2) === 0) out.push(3);
    out.push(byte);
  }
  return Uint8Array.from(out);
}

Deno.test("NAL: what is joined is split again", () => {
  fc.assert(fc.property(fc.array(nalu, { minLength: 1, maxLength: 10 }), (nalus) => {
    assert.deepEqual(list(splitAnnexB(joinAnnexB(nalus))), nalus.map(toHex));
    assert.deepEqual(list(splitLengthPrefixed(joinLengthPrefixed(nalus))), nalus.map(toHex));
  }));
});

Deno.test("NAL: any bytes are split or refused, without growing", () => {
  const bytes = fc.array(fc.constantFrom(0, 0, 0, 1, 3, 0xff)).map((b) => Uint8Array.from(b));
  fc.assert(fc.property(bytes, (input) => {
    for (const split of [splitAnnexB(input), splitLengthPrefixed(input)]) {
      if (isMalformed(split)) continue;
      assert.ok(split.reduce((sum, n) => sum + n.length, 0) <= input.length);
      assert.ok(split.every((n) => n.length > 0));
    }
  }));
});

const emulation = [
  { bytes: "65 000003 01 000003", clean: "65 0000 01 0000" },
  { bytes: "65 000003 000003 02", clean: "65 0000 0000 02" },
  { bytes: "000003 03", clean: "0000 03" },
  { bytes: "65 0003 00 03", clean: "65 0003 00 03" },
  { bytes: "6500", clean: "6500" },
  { bytes: "", clean: "" },
];

Deno.test("NAL: emulation prevention is removed", () => {
  for (const { bytes, clean } of emulation) {
    assert.deepEqual(removeEmulationPrevention(hex(bytes)), hex(clean), bytes);
  }
  const clean = hex("650001020304");
  assert.equal(removeEmulationPrevention(clean), clean);
  const late = hex("65 01 02 03 000003 01");
  assert.equal(removeEmulationPrevention(late, 6), late);
  assert.equal(toHex(removeEmulationPrevention(hex("65 000003 01 05 06"), 5)), "65000001");
});

Deno.test("NAL: emulation prevention round trip", () => {
  const raw = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 0x65), { maxLength: 40 });
  fc.assert(fc.property(raw, (bytes) => {
    assert.deepEqual(removeEmulationPrevention(prevent(bytes)), Uint8Array.from(bytes));
  }));
});
