import assert from "node:assert/strict";
import fc from "fast-check";
import * as bytes from "./bytes.ts";

const text = (value: string) => new TextEncoder().encode(value);

Deno.test("bytes: concat joins, and keeps a single part", () => {
  const part = text("ab");
  assert.equal(bytes.concat([part]), part);
  assert.deepEqual(bytes.concat([part, text(""), text("c")]), text("abc"));
  assert.deepEqual(bytes.concat([]), text(""));
});

Deno.test("bytes: equality", () => {
  const a = text("abc");
  assert.equal(bytes.equalBytes(a, a), true);
  assert.equal(bytes.equalBytes(a, text("abc")), true);
  for (const other of ["abd", "ab", "abcd", ""]) {
    assert.equal(bytes.equalBytes(a, text(other)), false, other);
  }
});

Deno.test("bytes: hexadecimal digits", () => {
  assert.equal(bytes.toHex(Uint8Array.of(0, 0x4d, 0xff)), "004dff");
  assert.deepEqual(bytes.fromHex("004dFf"), Uint8Array.of(0, 0x4d, 0xff));
  for (const bad of ["0", "0g", "0x", " 00"]) assert.equal(bytes.fromHex(bad), undefined, bad);
});

const base64 = [
  { text: "Zm9vYg==", decoded: "foob" },
  { text: "Zm9vYg", decoded: "foob" },
  { text: "Zm9vYg=", decoded: "foob" },
  { text: "Zm9vYmE===", decoded: "fooba" },
  { text: " Zm9v\r\nYmFy \n", decoded: "foobar" },
  { text: "Zm9v\vYmFy\u00a0\ufeff", decoded: "foobar" },
  { text: "", decoded: "" },
  { text: "====", decoded: "" },
];

Deno.test("bytes: base64, as cameras write it", () => {
  for (const { text: encoded, decoded } of base64) {
    assert.deepEqual(bytes.fromBase64(encoded), text(decoded), encoded);
  }
  for (const bad of ["Z", "Zm9vY", "Zm9v!", "Zm=9", "Zm-_", "Zm9v,Zg", "é"]) {
    assert.equal(bytes.fromBase64(bad), undefined, bad);
  }
  assert.equal(bytes.fromBase64("=".repeat(1 << 20) + "!"), undefined);
  assert.equal(bytes.toBase64(text("foob")), "Zm9vYg==");
});

Deno.test("bytes: any bytes round trip, any text is read or refused", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (value) => {
    assert.deepEqual(bytes.fromBase64(bytes.toBase64(value)), value);
    assert.deepEqual(bytes.fromHex(bytes.toHex(value)), value);
  }));
  fc.assert(fc.property(fc.string(), (value) => {
    const decoded = bytes.fromBase64(value);
    assert.ok(decoded === undefined || decoded.length <= value.length);
    bytes.fromHex(value);
  }));
});

const integers = [
  { value: 0xfedc, read: bytes.readU16, write: bytes.writeU16 },
  { value: 0xfedcba, read: bytes.readU24, write: bytes.writeU24 },
  { value: 0xfedcba98, read: bytes.readU32, write: bytes.writeU32 },
];

Deno.test("bytes: big-endian integers", () => {
  for (const { value, read, write } of integers) {
    const out = new Uint8Array(6);
    write(out, 1, value);
    assert.equal(bytes.toHex(out), ("00" + value.toString(16)).padEnd(12, "0"));
    assert.equal(read(out, 1), value);
  }
});
