import { Malformed } from "media/malformed.ts";
import { bodyLength, LIMITS, parseHead, type Request, type Response } from "./message.ts";

/** Binary data between messages (RFC 2326 §10.12): `bytes[start .. end]`, the four bytes before it are its header. */
export interface Frame {
  readonly kind: "frame";
  readonly channel: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly start: number;
  readonly end: number;
}

const HEAD_LIMIT = 128 * 1024;
const DOLLAR = 0x24, CR = 0x0d, LF = 0x0a;
const decoder = new TextDecoder();

/**
 * Cuts a connection's bytes into messages and frames. The caller reads into `space()` and says how much with
 * `received`; `next` then gives what is complete. Frames are views: a buffer is given up, never written again,
 * once a frame of it was handed out and its space is used up.
 */
export class Receiver {
  #bytes: Uint8Array<ArrayBuffer>;
  #start = 0;
  #end = 0;
  /** Up to here no end of a head was found. */
  #searched = 0;

  /** `size`: bytes of a buffer; small for clients that only send requests. */
  constructor(private size = 2048) {
    this.#bytes = new Uint8Array(size);
  }

  /** Sets the size of the buffers to come, in bytes: large for publishers. */
  resize(size: number): void {
    this.size = size;
  }

  /** Where to read the next bytes into; never empty. */
  space(): Uint8Array<ArrayBuffer> {
    const wanted = Math.min(this.size / 4, 16384);
    if (this.#bytes.length - this.#end < wanted) this.#renew();
    return this.#bytes.subarray(this.#end);
  }

  /** `count` bytes were written to the start of `space()`. */
  received(count: number): void {
    this.#end += count;
  }

  /** The next complete message or frame; undefined when more bytes are needed. After `Malformed` nothing follows. */
  next(): Request | Response | Frame | Malformed | undefined {
    while (this.#start < this.#end && isLineEnd(this.#bytes[this.#start])) this.#start++;
    if (this.#start === this.#end) return undefined;
    return this.#bytes[this.#start] === DOLLAR ? this.#frame() : this.#message();
  }

  #frame(): Frame | undefined {
    const at = this.#start;
    if (this.#end - at < 4) return undefined;
    const length = this.#bytes[at + 2] << 8 | this.#bytes[at + 3];
    if (this.#end - at < 4 + length) return undefined;
    this.#start = at + 4 + length;
    return {
      kind: "frame",
      channel: this.#bytes[at + 1],
      bytes: this.#bytes,
      start: at + 4,
      end: this.#start,
    };
  }

  #message(): Request | Response | Malformed | undefined {
    const headEnd = this.#headEnd();
    if (headEnd < 0) {
      const tooLong = this.#end - this.#start > HEAD_LIMIT;
      return tooLong ? new Malformed("message head is too long") : this.#plausible();
    }
    const head = parseHead(decoder.decode(this.#bytes.subarray(this.#start, headEnd)).trimEnd());
    if (head instanceof Malformed) return head;
    const length = bodyLength(head.headers);
    if (length instanceof Malformed) return length;
    if (this.#end - headEnd < length) return undefined;
    const body = decoder.decode(this.#bytes.subarray(headEnd, headEnd + length));
    this.#start = this.#searched = headEnd + length;
    return { ...head, body };
  }

  /** Refuses early what cannot become a request: a first byte that is no letter, a first line that is too long. */
  #plausible(): Malformed | undefined {
    const first = this.#bytes[this.#start] | 0x20;
    if (first < 0x61 || first > 0x7a) return new Malformed("not an RTSP message");
    const line = this.#bytes.subarray(
      this.#start,
      Math.min(this.#end, this.#start + LIMITS.url + 128),
    );
    const full = line.length === LIMITS.url + 128 && !line.includes(LF);
    return full ? new Malformed(`URL is longer than ${LIMITS.url} characters`) : undefined;
  }

  /** Just behind the empty line that ends a head, or -1. */
  #headEnd(): number {
    const bytes = this.#bytes;
    let at = Math.max(this.#start, this.#searched - 3);
    for (; (at = bytes.indexOf(LF, at)) >= 0 && at < this.#end; at++) {
      if (bytes[at + 1] === LF && at + 1 < this.#end) return at + 2;
      if (bytes[at + 1] === CR && bytes[at + 2] === LF && at + 2 < this.#end) return at + 3;
    }
    this.#searched = this.#end;
    return -1;
  }

  #renew(): void {
    const left = this.#end - this.#start;
    const fresh = new Uint8Array(Math.max(this.size, 2 * left));
    fresh.set(this.#bytes.subarray(this.#start, this.#end));
    this.#bytes = fresh;
    this.#searched = Math.max(0, this.#searched - this.#start);
    this.#start = 0;
    this.#end = left;
  }
}

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === LF;
}
