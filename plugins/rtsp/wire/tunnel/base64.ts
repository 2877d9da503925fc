import { Malformed } from "media/malformed.ts";

const VALUES = new Int8Array(256).fill(-1);
"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split("").forEach(
  (character, value) => VALUES[character.charCodeAt(0)] = value,
);

/** Decodes Base64 (RFC 4648 §4) that comes in pieces, each request padded by itself, with line breaks anywhere. */
export class Base64Decoder {
  #bits = 0;
  #count = 0;

  /** Decodes in place; how many bytes came out, at the beginning of `bytes`. */
  decode(bytes: Uint8Array): number | Malformed {
    let out = 0;
    for (const character of bytes) {
      const value = VALUES[character];
      if (value >= 0) {
        this.#bits = (this.#bits << 6 | value) & 0xffffff;
        this.#count += 6;
        if (this.#count < 8) continue;
        this.#count -= 8;
        bytes[out++] = this.#bits >> this.#count;
      } else if (character === PADDING) this.#count = 0;
      else if (character > SPACE) return new Malformed("a tunnel's request is not Base64");
    }
    return out;
  }
}

const PADDING = 0x3d, SPACE = 0x20;
