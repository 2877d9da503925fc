import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { ciphers } from "./ciphers.ts";
import { CounterStream } from "./wire/counter.ts";

const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const cases = fc.record({
  key: fc.constantFrom(16, 24, 32).chain(bytes),
  salt: bytes(16),
  payload: fc.uint8Array({ maxLength: 1456 }),
  sequence: fc.integer({ min: 0, max: 0x7fffffff }),
});

/** The counter of the first block (draft-sharabayko-srt-01 §6.2.2). */
function ivOf(salt: Uint8Array, sequence: number): Uint8Array {
  const iv = new Uint8Array(16), view = new DataView(iv.buffer);
  iv.set(salt.subarray(0, 14));
  view.setUint32(10, (view.getUint32(10) ^ sequence) >>> 0);
  return iv;
}

function agrees(make: typeof ciphers): void {
  fc.assert(fc.property(cases, ({ key, salt, payload, sequence }) => {
    const cipher = createCipheriv(`aes-${8 * key.length}-ctr`, key, ivOf(salt, sequence));
    const stream = new CounterStream(make, Uint8Array.from(key), salt), start = sequence % 5;
    const packet = new Uint8Array(start + payload.length + 3);
    packet.set(payload, start);
    stream.crypt(packet, start, start + payload.length, sequence);
    const encrypted = Uint8Array.from(cipher.update(payload));
    assert.deepEqual(packet.slice(start, start + payload.length), encrypted);
    assert.deepEqual([...packet.subarray(0, start), ...packet.slice(-3)], Array(start + 3).fill(0));
  }));
}

Deno.test("SRT: payloads are encrypted by AES in counter mode, made of blocks", () => {
  agrees({ ...ciphers, counter: () => undefined });
});

const native = ciphers.counter(new Uint8Array(16)) !== undefined;
if (!native) console.log("not tested: SRT encrypted by the system's library: there is none");
else {
  Deno.test("SRT: payloads are encrypted by AES in counter mode, by the system's library", () => {
    agrees(ciphers);
  });
}
