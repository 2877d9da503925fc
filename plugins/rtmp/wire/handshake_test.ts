import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Malformed } from "media/malformed.ts";
import { answerClient, answerServer, BLOCK, greetServer, type Hmac } from "./handshake.ts";

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();

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
  const answer = valid(answerClient(c0c1, random(2), hmac));
  assert.equal(answer.length, 1 + 2 * BLOCK);
  assert.deepEqual([...answer.subarray(0, 9)], [3, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(answer.subarray(1 + BLOCK), c0c1.subarray(1));
});

Deno.test("handshake: client and server with digests know each other", () => {
  for (let seed = 0; seed < 20; seed++) {
    const greeting = greetServer(random(seed), hmac);
    const answer = valid(answerClient(greeting, random(seed + 100), hmac));
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
  const answer = valid(answerClient(greeting, random(6), hmac));
  assert.deepEqual(answer.subarray(1 + BLOCK), greeting.subarray(1));
});

Deno.test("handshake: other versions are refused", () => {
  const other = Uint8Array.of(0x47, ...random(7));
  assert.ok(answerClient(other, random(8), hmac) instanceof Malformed);
  assert.ok(answerServer(other, random(8), hmac) instanceof Malformed);
});
