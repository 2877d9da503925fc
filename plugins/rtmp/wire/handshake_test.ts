import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Malformed } from "media/malformed.ts";
import {
  answerClient,
  answerServer,
  type Arts,
  BLOCK,
  greetServer,
  type Hmac,
} from "./handshake.ts";
import { Rc4 } from "./rc4.ts";

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();

/** Keys that tell whom they are of: what is exchanged is seen, not computed. */
const arts: Arts = {
  hmac,
  exchange: (theirs) => ({
    ours: new Uint8Array(128).fill(7),
    secret: Uint8Array.from(theirs, (byte) => byte ^ 7),
  }),
};

function random(seed: number): Uint8Array {
  return Uint8Array.from({ length: BLOCK }, (_, i) => (i * 167 + seed * 59 + (i >> 3)) & 0xff);
}

function valid<T>(value: T | Malformed): T {
  if (value instanceof Malformed) throw new Error(value.reason);
  return value;
}

Deno.test("handshake: a plain client gets its own bytes back, and a server without a version", () => {
  const c0c1 = Uint8Array.of(3, ...random(1));
  c0c1.fill(0, 1, 9);
  const { bytes: answer, keys } = valid(answerClient(c0c1, random(2), arts));
  assert.equal(keys, undefined);
  assert.equal(answer.length, 1 + 2 * BLOCK);
  assert.deepEqual([...answer.subarray(0, 9)], [3, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(answer.subarray(1 + BLOCK), c0c1.subarray(1));
});

Deno.test("handshake: client and server with digests know each other", () => {
  for (let seed = 0; seed < 20; seed++) {
    const greeting = greetServer(random(seed), hmac);
    const { bytes: answer } = valid(answerClient(greeting, random(seed + 100), arts));
    assert.notDeepEqual(answer.subarray(1 + BLOCK), greeting.subarray(1));
    const c2 = valid(answerServer(answer.subarray(0, 1 + BLOCK), random(seed + 200), hmac));
    assert.notDeepEqual(c2, answer.subarray(1, 1 + BLOCK));
    assert.equal(c2.length, BLOCK);
  }
});

Deno.test("handshake: a server without a digest gets its own bytes back", () => {
  const s0s1 = Uint8Array.of(3, ...random(3));
  assert.deepEqual(valid(answerServer(s0s1, random(4), hmac)), s0s1.slice(1));
});

Deno.test("handshake: a digest that was damaged makes it a plain one", () => {
  const greeting = greetServer(random(5), hmac);
  greeting[700] ^= 1;
  const { bytes: answer } = valid(answerClient(greeting, random(6), arts));
  assert.deepEqual(answer.subarray(1 + BLOCK), greeting.subarray(1));
});

Deno.test("handshake: other versions are refused", () => {
  const other = Uint8Array.of(0x47, ...random(7));
  assert.ok(answerClient(other, random(8), arts) instanceof Malformed);
  assert.ok(answerServer(other, random(8), hmac) instanceof Malformed);
});

Deno.test("handshake: a client of RTMPE is sent a public key, and both have keys", () => {
  const greeting = greetServer(random(9), hmac), c1 = greeting.subarray(1);
  greeting[0] = 6;
  const { bytes, keys } = valid(answerClient(greeting, random(10), arts));
  assert.equal(bytes[0], 6);
  const sum = (block: Uint8Array) => block.subarray(1532).reduce((total, byte) => total + byte, 0);
  const [theirs, ours] = [c1, bytes.subarray(1, 1 + BLOCK)].map((block) => {
    const at = sum(block) % 632 + 772;
    return block.subarray(at, at + 128);
  });
  assert.deepEqual(ours, new Uint8Array(128).fill(7));
  const secret = theirs.map((byte) => byte ^ 7), key = (of: Uint8Array) => hmac(secret, of);
  assert.deepEqual(keys?.inbound, key(ours).subarray(0, 16));
  assert.deepEqual(keys?.outbound, key(theirs).subarray(0, 16));
  const plain = Uint8Array.of(6, ...random(11));
  assert.ok(answerClient(plain, random(12), arts) instanceof Malformed);
});

Deno.test("RC4: the vectors of RFC 6229, whatever the pieces", () => {
  const key = Uint8Array.fromHex("0102030405060708090a0b0c0d0e0f10");
  const stream = "9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c";
  for (const step of [1, 5, 32]) {
    const cipher = new Rc4(key), out = new Uint8Array(32);
    for (let at = 0; at < 32; at += step) cipher.crypt(out.subarray(at, at + step));
    assert.equal(out.toHex(), stream);
  }
});
