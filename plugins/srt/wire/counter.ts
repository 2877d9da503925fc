import { readU16, readU32 } from "media/bytes.ts";
import type { Blocks } from "./key_wrap.ts";
import type { Bytes } from "./packet.ts";

/** Blocks of one packet that room is kept for: more than any has. */
const MOST_BLOCKS = 94;

/** AES in counter mode: `body[.. size]` is encrypted, or decrypted, in place; `iv` is the first block's counter. */
export interface Counter {
  crypt(body: Uint8Array, size: number, iv: Uint8Array): void;
}

/** Lays the stream of AES in counter mode over payloads (draft-sharabayko-srt-01 §6.2). */
export class CounterStream {
  readonly #counters: Bytes;
  readonly #words: DataView;
  readonly #salt: readonly [number, number];
  readonly #counter: Counter;

  /** `salt`: 16 bytes, of which the last two are not used. */
  constructor(
    ciphers: { aes(key: Bytes): Blocks; counter(key: Bytes): Counter | undefined },
    key: Bytes,
    salt: Uint8Array,
  ) {
    this.#counters = new Uint8Array(16 * MOST_BLOCKS);
    this.#words = new DataView(this.#counters.buffer);
    for (let i = 0; i < MOST_BLOCKS; i++) this.#counters.set(salt.subarray(0, 10), 16 * i);
    this.#salt = [readU16(salt, 8), readU32(salt, 10)];
    this.#counter = ciphers.counter(key) ?? this.#ofBlocks(ciphers.aes(key));
  }

  /** Encrypts, or decrypts, `bytes[start .. end]` in place: the payload of packet `sequence`. */
  crypt(bytes: Bytes, start: number, end: number, sequence: number): void {
    const [high, low] = this.#salt, mixed = low ^ sequence;
    this.#words.setUint32(8, (high << 16 | mixed >>> 16) >>> 0);
    this.#words.setUint32(12, mixed << 16);
    this.#counter.crypt(bytes.subarray(start, end), end - start, this.#counters);
  }

  /** The counters of a packet are encrypted at once. */
  #ofBlocks(blocks: Blocks): Counter {
    return {
      crypt: (body, size) => {
        const count = Math.min(MOST_BLOCKS, Math.ceil(size / 16)), words = this.#words;
        for (let i = 1; i < count; i++) {
          words.setUint32(16 * i + 8, words.getUint32(8));
          words.setUint32(16 * i + 12, words.getUint32(12) + i);
        }
        const stream = blocks.encrypt(this.#counters.subarray(0, 16 * count));
        exclusiveOr(body as Bytes, 0, size, stream);
      },
    };
  }
}

/** `bytes[start .. end] ^= stream`, by words where they lie so. */
function exclusiveOr(bytes: Bytes, start: number, end: number, stream: Uint8Array): void {
  const length = Math.min(end - start, stream.length);
  let done = 0;
  if ((bytes.byteOffset + start) % 4 === 0 && stream.byteOffset % 4 === 0) {
    const words = length >>> 2;
    const to = new Uint32Array(bytes.buffer, bytes.byteOffset + start, words);
    const from = new Uint32Array(stream.buffer, stream.byteOffset, words);
    for (let i = 0; i < words; i++) to[i] ^= from[i];
    done = 4 * words;
  }
  for (let i = done; i < length; i++) bytes[start + i] ^= stream[i];
}
