import type { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Ciphers, Counter, PacketCipher } from "./cipher.ts";
import { CounterMode, type Mac } from "./counter_mode.ts";
import { HmacSha1 } from "./sha1.ts";

const BLOCK = 16, GCM_TAG = 16, SHA1_SIZE = 20;

/** By node:crypto: on every system, and slower than the system's own library by calls. */
export const portableCiphers: Ciphers = {
  method: "portable",
  prefersGcm: false,
  keyStream(key, iv, size) {
    return createCipheriv(`aes-${8 * key.length}-ctr`, key, iv).update(new Uint8Array(size));
  },
  counterMode(key, authenticationKey, tagLength) {
    const counter = new PortableCounter(key);
    const close = () => counter.close();
    return new CounterMode(counter, new PortableMac(authenticationKey), tagLength, close);
  },
  gcm: (key) => new Gcm(key),
  counter: () => undefined,
};

/**
 * AES as such on all counters of a packet at once makes the key stream: one call of a cipher that lives as long as
 * the key, where node:crypto's own counter mode needs a new object for each packet.
 */
class PortableCounter implements Counter {
  readonly #aes;
  #counters = new Uint8Array(0);

  constructor(key: Uint8Array) {
    this.#aes = createCipheriv(`aes-${8 * key.length}-ecb`, key, null).setAutoPadding(false);
  }

  /** Body and key stream lie at any place, so bytes it is. */
  crypt(body: Uint8Array, size: number, iv: Uint8Array): void {
    const stream = this.#keyStream(Math.ceil(size / BLOCK), iv);
    for (let i = 0; i < size; i++) body[i] ^= stream[i];
  }

  close(): void {
    this.#aes.destroy();
  }

  /** The last 16 bits of the block count (RFC 3711 §4.1.1). */
  #keyStream(blocks: number, iv: Uint8Array): Buffer {
    if (this.#counters.length < blocks * BLOCK) this.#counters = new Uint8Array(blocks * BLOCK);
    const counters = this.#counters;
    for (let i = 0, at = 0; i < blocks; i++, at += BLOCK) {
      for (let j = 0; j < BLOCK - 2; j++) counters[at + j] = iv[j];
      counters[at + 14] = i >>> 8, counters[at + 15] = i;
    }
    return this.#aes.update(counters.subarray(0, blocks * BLOCK));
  }
}

class PortableMac implements Mac {
  readonly digest = new Uint8Array(SHA1_SIZE);
  readonly #hmac: HmacSha1;
  readonly #word = new Uint8Array(4);

  constructor(key: Uint8Array) {
    this.#hmac = new HmacSha1(key);
  }

  over(packet: Uint8Array, size: number, word: number): void {
    const w = this.#word;
    w[0] = word >>> 24, w[1] = word >>> 16, w[2] = word >>> 8, w[3] = word;
    this.#hmac.begin();
    this.#hmac.update(packet, 0, size);
    this.#hmac.update(w, 0, 4);
    this.digest.set(this.#hmac.end());
  }
}

class Gcm implements PacketCipher {
  readonly tagLength = GCM_TAG;
  tag: Uint8Array = new Uint8Array(GCM_TAG);
  readonly #name: "aes-128-gcm" | "aes-256-gcm";

  constructor(private readonly key: Uint8Array) {
    this.#name = key.length === 32 ? "aes-256-gcm" : "aes-128-gcm";
  }

  seal(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
  ): void {
    const cipher = createCipheriv(this.#name, this.key, iv);
    cipher.setAAD(associated(packet, header, word));
    body.set(cipher.update(body.subarray(0, size)));
    cipher.final();
    this.tag = cipher.getAuthTag();
  }

  open(
    packet: Uint8Array,
    header: number,
    body: Uint8Array,
    size: number,
    iv: Uint8Array,
    word: number,
    tag: Uint8Array,
  ): boolean {
    if (tag.length !== GCM_TAG) return false;
    const decipher = createDecipheriv(this.#name, this.key, iv, { authTagLength: GCM_TAG });
    decipher.setAAD(associated(packet, header, word)).setAuthTag(tag);
    body.set(decipher.update(body.subarray(0, size)));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  }

  close(): void {}
}

function associated(packet: Uint8Array, header: number, word: number): Uint8Array {
  if (word < 0) return packet.subarray(0, header);
  const data = new Uint8Array(header + 4);
  data.set(packet.subarray(0, header));
  new DataView(data.buffer).setUint32(header, word);
  return data;
}
