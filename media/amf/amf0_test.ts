import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { damaged } from "media/rtp/damage_cases.ts";
import { MAX_DEPTH, MAX_NAME, MAX_STRING, MAX_VALUES, readAmf0 } from "./read.ts";
import { AmfDate, amfObject, type AmfValue, EcmaArray, isAmfObject } from "./value.ts";
import { writeAmf0 } from "./write.ts";

const hex = (text: string) => fromHex(text.replaceAll(" ", ""))!;
const ecma = (properties: Record<string, AmfValue>) => new EcmaArray(Object.entries(properties));

interface Case {
  readonly name: string;
  readonly bytes: string;
  readonly values: readonly AmfValue[];
  /** What is written instead, where something else is. */
  readonly written?: string;
}

const cases: readonly Case[] = [
  { name: "nothing", bytes: "", values: [] },
  { name: "a number", bytes: "00 400c000000000000", values: [3.5] },
  { name: "booleans", bytes: "0100 0101", values: [false, true] },
  { name: "true in another way", bytes: "0102", values: [true], written: "0101" },
  { name: "a string", bytes: "02 0006 6576c3a96e74", values: ["evént"] },
  { name: "an empty string", bytes: "02 0000", values: [""] },
  { name: "a byte order mark", bytes: "02 0004 efbbbf61", values: ["\ufeffa"] },
  { name: "no UTF-8", bytes: "02 0001 ff", values: ["\ufffd"], written: "02 0003 efbfbd" },
  {
    name: "a long string, though short",
    bytes: "0c 00000001 61",
    values: ["a"],
    written: "02000161",
  },
  { name: "an XML document", bytes: "0f 00000001 61", values: ["a"], written: "02000161" },
  { name: "null and undefined", bytes: "05 06", values: [null, undefined] },
  { name: "unsupported", bytes: "0d", values: [undefined], written: "06" },
  {
    name: "a date",
    bytes: "0b 4276c5a3c9c00000 ffc4",
    values: [new AmfDate(1564882017280, -60)],
  },
  { name: "an empty object", bytes: "03 000009", values: [amfObject({})] },
  {
    name: "an object",
    bytes: "03 0001 61 00 3ff0000000000000 0001 62 03 0001 63 0101 000009 000009",
    values: [amfObject({ a: 1, b: amfObject({ c: true }) })],
  },
  {
    name: "a property without a name",
    bytes: "03 0000 05 0001 61 05 000009",
    values: [amfObject({ "": null, a: null })],
  },
  {
    name: "names of every object's own",
    bytes: "03 0009 5f5f70726f746f5f5f 05 0008 746f537472696e67 05 000009",
    values: [new Map([["__proto__", null], ["toString", null]])],
  },
  {
    name: "a name twice",
    bytes: "03 0001 61 05 0001 61 0101 000009",
    values: [amfObject({ a: true })],
    written: "03 0001 61 0101 000009",
  },
  {
    name: "a typed object",
    bytes: "10 0001 54 0001 61 05 000009",
    values: [amfObject({ a: null })],
    written: "03 0001 61 05 000009",
  },
  {
    name: "an ECMA array",
    bytes: "08 00000002 0001 30 02 0001 78 0001 31 05 000009",
    values: [ecma({ 0: "x", 1: null })],
  },
  {
    name: "an ECMA array with a wrong count",
    bytes: "08 00000000 0001 30 05 000009 05",
    values: [ecma({ 0: null }), null],
    written: "08 00000001 0001 30 05 000009 05",
  },
  {
    name: "an ECMA array without its end",
    bytes: "08 00000001 0001 30 05",
    values: [ecma({ 0: null })],
    written: "08 00000001 0001 30 05 000009",
  },
  { name: "a strict array", bytes: "0a 00000002 05 0a 00000000", values: [[null, []]] },
  {
    name: "what FFmpeg publishes with",
    bytes: "02 0007 7075626c697368 00 4014000000000000 05 02 0003 6b6579 02 0004 6c697665",
    values: ["publish", 5, null, "key", "live"],
  },
];

const refused: readonly { readonly name: string; readonly bytes: string }[] = [
  { name: "a reference", bytes: "07 0000" },
  { name: "a movie clip", bytes: "04" },
  { name: "a record set", bytes: "0e" },
  { name: "AMF3", bytes: "11 01" },
  { name: "an end without an object", bytes: "09" },
  { name: "a strict array longer than the message", bytes: "0a ffffffff 05" },
  { name: "an ECMA array that ends too early", bytes: "08 00000002 0001 30 05" },
  { name: "a string longer than the message", bytes: "02 0002 61" },
  { name: "a long string over 4 GB", bytes: "0c ffffffff 61" },
];

Deno.test("AMF0: values are read and written", () => {
  for (const { name, bytes, values, written } of cases) {
    assert.deepEqual(readAmf0(hex(bytes)), values, name);
    assert.equal(toHex(writeAmf0(...values)), (written ?? bytes).replaceAll(" ", ""), name);
  }
});

Deno.test("AMF0: an ECMA array is none of the objects", () => {
  const [array, object] = readAmf0(writeAmf0(ecma({ a: 1 }), amfObject({ a: 1 }))) as AmfValue[];
  assert.ok(array instanceof EcmaArray && isAmfObject(array));
  assert.ok(!(object instanceof EcmaArray) && isAmfObject(object));
  assert.ok(!isAmfObject([]) && !isAmfObject(new AmfDate(0)) && !isAmfObject(null));
});

Deno.test("AMF0: what is refused", () => {
  for (const { name, bytes } of refused) assert.ok(isMalformed(readAmf0(hex(bytes))), name);
});

Deno.test("AMF0: a message cut anywhere is refused, or ends between values", () => {
  for (const { name, bytes, values } of cases) {
    const whole = hex(bytes);
    for (let length = 0; length < whole.length; length++) {
      const answer = readAmf0(whole.subarray(0, length));
      if (isMalformed(answer)) continue;
      if (name.startsWith("an ECMA")) continue;
      assert.deepEqual(answer, values.slice(0, answer.length), `${name}: ${length}`);
      assert.ok(answer.length < values.length, `${name}: ${length}`);
    }
  }
});

Deno.test("AMF0: a damaged message is a value, that is written and read again", () => {
  for (const { name, bytes } of cases) {
    for (const message of damaged(hex(bytes))) {
      const answer = readAmf0(message);
      if (isMalformed(answer)) continue;
      assert.deepEqual(readAmf0(writeAmf0(...answer)), answer, name);
    }
  }
});

Deno.test("AMF0: limits", () => {
  const nested = (depth: number) => writeAmf0(nest(depth));
  assert.ok(!isMalformed(readAmf0(nested(MAX_DEPTH))));
  assert.ok(readAmf0(nested(MAX_DEPTH + 1)) instanceof Malformed);
  assert.ok(readAmf0(hex("0a00000001".repeat(100_000))) instanceof Malformed);
  assert.ok(!isMalformed(readAmf0(new Uint8Array(MAX_VALUES).fill(5))));
  assert.ok(readAmf0(new Uint8Array(MAX_VALUES + 1).fill(5)) instanceof Malformed);
  const text = (length: number) => readAmf0(writeAmf0("a".repeat(length)));
  assert.deepEqual(text(MAX_STRING), ["a".repeat(MAX_STRING)]);
  assert.deepEqual(text(0xffff), ["a".repeat(0xffff)]);
  assert.deepEqual(text(0x10000), ["a".repeat(0x10000)]);
  assert.ok(isMalformed(text(MAX_STRING + 1)));
  const named = (length: number) => writeAmf0(amfObject({ ["a".repeat(length)]: null }));
  assert.ok(!isMalformed(readAmf0(named(MAX_NAME))));
  assert.ok(isMalformed(readAmf0(named(MAX_NAME + 1))));
  assert.throws(() => named(0x10000), /a name is too long/);
});

function nest(depth: number): AmfValue {
  let value: AmfValue = null;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : amfObject({ a: value });
  return value;
}

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const { value: anyValue } = fc.letrec<{ value: AmfValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", maxDepth: 5 },
    fc.double(),
    fc.boolean(),
    text,
    fc.constantFrom(null, undefined),
    fc.tuple(fc.double(), fc.integer({ min: -720, max: 840 })).map(([t, z]) => new AmfDate(t, z)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }).map((list) => new Map(list)),
    fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }).map((list) => new EcmaArray(list)),
  ),
}));

Deno.test("AMF0: any values are read as they were written", () => {
  fc.assert(fc.property(fc.array(anyValue, { maxLength: 5 }), (values) => {
    assert.deepEqual(readAmf0(writeAmf0(...values)), values);
  }));
});

Deno.test("AMF0: any bytes are read or refused", () => {
  const bytes = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 5, 8, 9, 10, 12, 16, 97))
    .map((list) => Uint8Array.from(list));
  fc.assert(fc.property(bytes, (input) => {
    const answer = readAmf0(input);
    assert.ok(isMalformed(answer) || answer.length <= input.length);
  }));
});
