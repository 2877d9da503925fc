import { concat } from "media/bytes.ts";
import type { Bytes } from "./packet.ts";

/** AES with one key on blocks of 16 bytes, each by itself (ECB). */
export interface Blocks {
  encrypt(blocks: Bytes): Uint8Array;
  decrypt(blocks: Bytes): Uint8Array;
}

/** Bytes that a wrapped key is longer: its check value, and what that is (RFC 3394 §2.2.3.1). */
export const WRAPPING = 8;
const CHECK = 0xa6;
const ROUNDS = 6;

/** Wraps a key of whole eights of bytes (RFC 3394 §2.2.1). */
export function wrapKey(blocks: Blocks, key: Uint8Array): Bytes {
  const count = key.length / 8, out = new Uint8Array(WRAPPING + key.length);
  out.fill(CHECK, 0, WRAPPING);
  out.set(key, WRAPPING);
  for (let step = 1; step <= ROUNDS * count; step++) {
    const at = WRAPPING + 8 * ((step - 1) % count);
    const block = blocks.encrypt(join(out.subarray(0, 8), out.subarray(at, at + 8)));
    out.set(block.subarray(0, 8));
    out[7] ^= step;
    out.set(block.subarray(8, 16), at);
  }
  return out;
}

/** The key that was wrapped; undefined where another key wrapped it (RFC 3394 §2.2.2). */
export function unwrapKey(blocks: Blocks, wrapped: Uint8Array): Bytes | undefined {
  const count = wrapped.length / 8 - 1, out = wrapped.slice();
  if (!Number.isInteger(count) || count < 1) return undefined;
  for (let step = ROUNDS * count; step >= 1; step--) {
    const at = WRAPPING + 8 * ((step - 1) % count);
    out[7] ^= step;
    const block = blocks.decrypt(join(out.subarray(0, 8), out.subarray(at, at + 8)));
    out.set(block.subarray(0, 8));
    out.set(block.subarray(8, 16), at);
  }
  return out.subarray(0, 8).every((byte) => byte === CHECK) ? out.slice(WRAPPING) : undefined;
}

function join(a: Uint8Array, b: Uint8Array): Bytes {
  return Uint8Array.from(concat([a, b]));
}
