const BLOCK = 64;

/** SHA-1 (FIPS 180-4) over pieces, and from any state: what HMAC needs, without an object for each message. */
export class Sha1 {
  /** The state: five words. */
  readonly words = new Int32Array(5);
  readonly #schedule = new Int32Array(80);
  readonly #block = new Uint8Array(BLOCK);
  #view = new DataView(this.#block.buffer);
  #used = 0;
  #length = 0;

  /** Begins anew: from `words` as they are behind `length` bytes, a multiple of 64. */
  begin(words: Int32Array, length: number): void {
    this.words.set(words);
    this.#used = 0;
    this.#length = length;
  }

  /** Adds `bytes[start .. end]`. */
  update(bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start;
    let at = start;
    while (this.#used > 0 && at < end) this.#push(bytes[at++]);
    for (; at + BLOCK <= end; at += BLOCK) this.#compress(bytes, at);
    while (at < end) this.#push(bytes[at++]);
  }

  /** Pads and ends; the digest is in `words`. */
  end(): void {
    const bits = this.#length * 8;
    this.#push(0x80);
    while (this.#used !== BLOCK - 8) this.#push(0);
    this.#view.setUint32(BLOCK - 8, bits / 2 ** 32);
    this.#view.setUint32(BLOCK - 4, bits);
    this.#compress(this.#block, 0);
    this.#used = 0;
  }

  #push(byte: number): void {
    this.#block[this.#used++] = byte;
    if (this.#used < BLOCK) return;
    this.#compress(this.#block, 0);
    this.#used = 0;
  }

  #compress(bytes: Uint8Array, at: number): void {
    const w = this.#schedule, h = this.words;
    for (let i = 0; i < 16; i++, at += 4) {
      w[i] = bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    }
    for (let i = 16; i < 80; i++) {
      const x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
      w[i] = x << 1 | x >>> 31;
    }
    let a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (let i = 0; i < 80; i++) {
      let f: number;
      if (i < 20) f = (d ^ b & (c ^ d)) + 0x5a827999;
      else if (i < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
      else if (i < 60) f = (b & c | d & (b | c)) + 0x8f1bbcdc;
      else f = (b ^ c ^ d) + 0xca62c1d6;
      const next = (a << 5 | a >>> 27) + f + e + w[i] | 0;
      e = d, d = c, c = b << 30 | b >>> 2, b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
  }
}

/** The state that SHA-1 begins with. */
export const INITIAL: Int32Array = Int32Array.of(
  0x67452301,
  0xefcdab89 | 0,
  0x98badcfe | 0,
  0x10325476,
  0xc3d2e1f0 | 0,
);

/** HMAC-SHA1 (RFC 2104) of one key, over several pieces. Keys of at most 64 bytes. */
export class HmacSha1 {
  readonly #inner = new Int32Array(5);
  readonly #outer = new Int32Array(5);
  readonly #sha1 = new Sha1();
  readonly #digest = new Uint8Array(20);

  constructor(key: Uint8Array) {
    this.#keyed(key, 0x36, this.#inner);
    this.#keyed(key, 0x5c, this.#outer);
  }

  begin(): void {
    this.#sha1.begin(this.#inner, BLOCK);
  }

  update(bytes: Uint8Array, start: number, end: number): void {
    this.#sha1.update(bytes, start, end);
  }

  /** The 20 bytes, until the next call. */
  end(): Uint8Array {
    this.#finish();
    const { length } = this.#digest;
    this.#sha1.begin(this.#outer, BLOCK);
    this.#sha1.update(this.#digest, 0, length);
    return this.#finish();
  }

  #finish(): Uint8Array {
    this.#sha1.end();
    const view = new DataView(this.#digest.buffer);
    for (let i = 0; i < 5; i++) view.setInt32(4 * i, this.#sha1.words[i]);
    return this.#digest;
  }

  #keyed(key: Uint8Array, pad: number, state: Int32Array): void {
    const block = new Uint8Array(BLOCK).fill(pad);
    for (let i = 0; i < key.length; i++) block[i] ^= key[i];
    this.#sha1.begin(INITIAL, 0);
    this.#sha1.update(block, 0, BLOCK);
    state.set(this.#sha1.words);
  }
}
