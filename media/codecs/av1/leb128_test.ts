import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex } from "media/bytes.ts";
import { leb128Size, readLeb128, writeLeb128 } from "./leb128.ts";

const codes = [
  { bytes: "00", value: 0, end: 1 },
  { bytes: "7f", value: 127, end: 1 },
  { bytes: "8001", value: 128, end: 2 },
  { bytes: "e58e26ff", value: 624485, end: 3 },
  { bytes: "ffffffff0f", value: 2 ** 32 - 1, end: 5 },
  { bytes: "8180808080808000", value: 1, end: 8, longer: true },
];
const refused = ["", "80", "ffff", "8080808010", "808080808080808000", "ffffffffffffffff7f"];

Deno.test("leb128: codes", () => {
  for (const { bytes, value, end, longer } of codes) {
    assert.deepEqual(readLeb128(fromHex(bytes)!, 0), { value, end }, bytes);
    if (longer) continue;
    const out = new Uint8Array(end);
    assert.equal(leb128Size(value), end);
    assert.equal(writeLeb128(out, 0, value), end);
    assert.deepEqual(out, fromHex(bytes)!.subarray(0, end));
  }
  for (const bytes of refused) assert.equal(readLeb128(fromHex(bytes)!, 0), undefined, bytes);
  assert.equal(readLeb128(Uint8Array.of(1), 1), undefined);
});

Deno.test("leb128: what is written is read", () => {
  fc.assert(fc.property(fc.nat(2 ** 32 - 1), fc.nat(4), (value, at) => {
    const out = new Uint8Array(at + leb128Size(value));
    assert.equal(writeLeb128(out, at, value), out.length);
    assert.deepEqual(readLeb128(out, at), { value, end: out.length });
  }));
});
