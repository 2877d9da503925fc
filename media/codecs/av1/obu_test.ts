import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { joinObus, MAX_OBUS, parseObuHeader, splitObus } from "./obu.ts";
import { isRandomAccess } from "./random_access.ts";

/** Temporal units; those of encoders begin with a temporal delimiter, `1200`. */
const cases = [
  {
    name: "a key frame of libaom",
    bytes: "12000a0a00000002aff79b5f2008320b1000c50000028000000988",
    obus: ["0800000002aff79b5f2008", "301000c50000028000000988"],
    random: true,
  },
  {
    name: "the frame behind it",
    bytes: "1200321130038080000006de000002800020009c50",
    obus: ["3030038080000006de000002800020009c50"],
    random: false,
  },
  {
    name: "a key frame of SVT-AV1",
    bytes: "12000a0a00000002afff9f7f2008320c1000f7823ffebac300020070",
    obus: ["0800000002afff9f7f2008", "301000f7823ffebac300020070"],
    random: true,
  },
  {
    name: "a frame of rav1e, three tiles",
    bytes: "12003217300a2001401007fdfbe5f0d362cb2cb03084b800d13712",
    obus: ["30300a2001401007fdfbe5f0d362cb2cb03084b800d13712"],
    random: false,
  },
  { name: "layers", bytes: "3e2801aa364801bb", obus: ["3c28aa", "3448bb"], random: false },
  { name: "an empty body", bytes: "7a003201ff", obus: ["78", "30ff"], random: false },
  {
    name: "a key frame without its sequence header",
    bytes: "320b1000c50000028000000988",
    obus: ["301000c50000028000000988"],
    random: false,
  },
  {
    name: "a sequence header with a frame that is shown again",
    bytes: "0a0a00000002aff79b5f20081a0188",
    obus: ["0800000002aff79b5f2008", "1888"],
    random: false,
  },
  {
    name: "a sequence header with an empty frame",
    bytes: "0a0a00000002aff79b5f20083200",
    obus: ["0800000002aff79b5f2008", "30"],
    random: false,
  },
  { name: "nothing", bytes: "", obus: [], random: false },
];

Deno.test("AV1: temporal units split, join and tell where decoding can start", () => {
  for (const { name, bytes, obus, random } of cases) {
    const split = splitObus(fromHex(bytes)!);
    assert.ok(!isMalformed(split), name);
    assert.deepEqual(split.map(toHex), obus, name);
    assert.equal(toHex(joinObus(split)), bytes.replace(/^1200/, ""), name);
    assert.equal(isRandomAccess(split), random, name);
  }
});

Deno.test("AV1: the last OBU may lack its size", () => {
  const split = splitObus(fromHex("120030ffee")!) as Uint8Array[];
  assert.deepEqual(split.map(toHex), ["30ffee"]);
});

Deno.test("AV1: empty OBUs are left out", () => {
  assert.equal(toHex(joinObus([new Uint8Array(), Uint8Array.of(0x30, 1)])), "320101");
  assert.equal(isRandomAccess([new Uint8Array()]), false);
});

const broken = [
  { name: "forbidden bit", bytes: "b200" },
  { name: "no size", bytes: "12003a" },
  { name: "extension cut short", bytes: "120036" },
  { name: "body cut short", bytes: "3203aabb" },
  { name: "size cut short", bytes: "328080" },
  { name: "size over 2^32", bytes: "32ffffffffffff01" },
];

Deno.test("AV1: broken temporal units are refused", () => {
  for (const { name, bytes } of broken) assert.ok(isMalformed(splitObus(fromHex(bytes)!)), name);
  const many = new Uint8Array(2 * MAX_OBUS + 2).map((_, i) => i % 2 ? 0 : 0x7a);
  assert.ok(isMalformed(splitObus(many)));
  assert.ok(!isMalformed(splitObus(many.subarray(2))));
});

Deno.test("AV1: cut short anywhere, a temporal unit is refused or ends with an OBU", () => {
  for (const { name, bytes, obus } of cases) {
    const whole = fromHex(bytes)!;
    for (let length = 0; length < whole.length; length++) {
      const split = splitObus(whole.subarray(0, length));
      if (isMalformed(split)) continue;
      assert.deepEqual(split.map(toHex), obus.slice(0, split.length), `${name}: ${length}`);
    }
  }
});

Deno.test("AV1: OBU headers", () => {
  const header = { type: 6, size: 2, hasSize: true, temporalId: 2, spatialId: 1 };
  assert.deepEqual(parseObuHeader(fromHex("ff3648")!, 1), header);
  assert.deepEqual(parseObuHeader(fromHex("0a")!), {
    ...{ type: 1, size: 1, hasSize: true, temporalId: 0, spatialId: 0 },
  });
  for (const bytes of ["", "36", "8a"]) assert.ok(isMalformed(parseObuHeader(fromHex(bytes)!)));
});

Deno.test("AV1: any OBUs round trip, any bytes are split or refused", () => {
  const obu = fc.tuple(fc.constantFrom(0x08, 0x30, 0x78), fc.uint8Array({ maxLength: 300 }))
    .map(([header, body]) => Uint8Array.of(header, ...body));
  fc.assert(fc.property(fc.array(obu, { maxLength: 10 }), (obus) => {
    assert.deepEqual((splitObus(joinObus(obus)) as Uint8Array[]).map(toHex), obus.map(toHex));
  }));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
    const split = splitObus(bytes);
    if (isMalformed(split)) return;
    assert.ok(split.reduce((sum, o) => sum + o.length, 0) <= bytes.length);
    isRandomAccess(split);
  }));
});
