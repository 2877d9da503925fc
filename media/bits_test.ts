import assert from "node:assert/strict";
import fc from "fast-check";
import { BitReader, BitWriter } from "./bits.ts";

/** Codes of ITU-T H.264 table 9-2 and §9.1.1. */
const codes = [
  { bits: "1", ue: 0, se: 0 },
  { bits: "010", ue: 1, se: 1 },
  { bits: "011", ue: 2, se: -1 },
  { bits: "00100", ue: 3, se: 2 },
  { bits: "00111", ue: 6, se: -3 },
  { bits: "0001000", ue: 7, se: 4 },
  { bits: `${"0".repeat(31)}1${"1".repeat(31)}`, ue: 2 ** 32 - 2, se: -(2 ** 31 - 1) },
];

function fromBits(bits: string): Uint8Array {
  const writer = new BitWriter();
  for (const bit of bits) writer.flag(bit === "1");
  return writer.bytes();
}

Deno.test("bits: Exp-Golomb codes of the standard's table", () => {
  for (const { bits, ue, se } of codes) {
    const reader = new BitReader(fromBits(bits));
    assert.equal(reader.ue(), ue, bits);
    assert.equal(reader.position, bits.length);
    assert.equal(new BitReader(fromBits(bits)).se(), se, bits);
    assert.deepEqual(new BitWriter().ue(ue).bytes(), fromBits(bits));
    assert.deepEqual(new BitWriter().se(se).bytes(), fromBits(bits));
  }
});

Deno.test("bits: most significant first, from a byte on", () => {
  const reader = new BitReader(Uint8Array.of(0xff, 0b10110001, 0x23, 0x45, 0x67, 0x89), 1);
  assert.equal(reader.flag(), true);
  assert.equal(reader.u(3), 3);
  assert.equal(reader.remaining, 36);
  reader.skip(4);
  assert.equal(reader.u(32), 0x23456789);
  assert.equal(reader.u(0), 0);
  assert.equal(reader.overrun, false);
});

Deno.test("bits: what is past the end is 0, for good", () => {
  const overruns: ((reader: BitReader) => unknown)[] = [
    (reader) => reader.u(17),
    (reader) => reader.skip(17),
    (reader) => reader.ue(),
    (reader) => reader.se(),
  ];
  for (const overrun of overruns) {
    const reader = new BitReader(new Uint8Array(2));
    overrun(reader);
    assert.equal(reader.overrun, true);
    assert.equal(reader.remaining, 0);
    assert.deepEqual([reader.u(1), reader.ue(), reader.se(), reader.flag()], [0, 0, 0, false]);
    assert.equal(reader.overrun, true);
  }
  assert.equal(new BitReader(new Uint8Array(2), 3).remaining, 0);
  const long = new BitReader(new Uint8Array(100));
  assert.equal(long.ue(), 0, "no code has more than 31 zeros");
  assert.equal(long.overrun, true);
  const cut = new BitReader(fromBits("00001000").subarray(0, 1));
  assert.equal(cut.ue(), 0, "a suffix that is cut short");
  assert.equal(cut.overrun, true);
});

const value = fc.oneof(
  fc.tuple(fc.constant("u"), fc.maxSafeNat(), fc.integer({ min: 53, max: 53 })),
  fc.tuple(fc.constant("u"), fc.nat(0xffff), fc.integer({ min: 16, max: 32 })),
  fc.tuple(fc.constant("ue"), fc.nat(0xfffffffe), fc.constant(0)),
  fc.tuple(fc.constant("se"), fc.integer({ min: -0x7fffffff, max: 0x7fffffff }), fc.constant(0)),
  fc.tuple(fc.constant("flag"), fc.nat(1), fc.constant(1)),
);

Deno.test("bits: what is written is read", () => {
  fc.assert(fc.property(fc.array(value, { maxLength: 30 }), (values) => {
    const writer = new BitWriter();
    for (const [kind, number, count] of values) {
      if (kind === "u") writer.u(number, count);
      else if (kind === "ue") writer.ue(number);
      else if (kind === "se") writer.se(number);
      else writer.flag(number === 1);
    }
    const reader = new BitReader(writer.bytes());
    for (const [kind, number, count] of values) {
      if (kind === "u") assert.equal(reader.u(count), number);
      else if (kind === "ue") assert.equal(reader.ue(), number);
      else if (kind === "se") assert.equal(reader.se(), number);
      else assert.equal(reader.flag(), number === 1);
    }
    assert.equal(reader.overrun, false);
    assert.ok(reader.remaining < 8);
  }));
});

Deno.test("bits: any bytes, any reads, never a throw", () => {
  const read = fc.oneof(fc.constantFrom("ue", "se", "flag"), fc.nat(53));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 20 }), fc.array(read), (bytes, reads) => {
    const reader = new BitReader(bytes);
    for (const kind of reads) {
      const before = reader.remaining;
      const number = typeof kind === "number"
        ? reader.u(kind)
        : kind === "ue"
        ? reader.ue()
        : kind === "se"
        ? reader.se()
        : Number(reader.flag());
      assert.ok(Number.isSafeInteger(number));
      assert.ok(reader.remaining <= before);
    }
  }));
});
