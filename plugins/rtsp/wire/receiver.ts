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
/** Bytes of a message that show whether it may be one. */
const BEGINNING = 24;
const decoder = new TextDecoder();

/** Takes what stands between messages and frames, where nothing should, as noise. */
export interface Tolerance {
  /** Whether frames of a channel are expected: the first one behind noise must be of such a channel. */
  expects(channel: number): boolean;
}

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
  #inNoise = false;
  /** Bytes of noise so far. */
  skipped = 0;

  /** `size`: bytes of a buffer; small for peers that send no media. Without `tolerance` noise is malformed. */
  constructor(private size = 2048, private readonly tolerance?: Tolerance) {
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
    for (;;) {
      while (this.#start < this.#end && isLineEnd(this.#bytes[this.#start])) this.#start++;
      if (this.#start === this.#end) return undefined;
      const element = this.#bytes[this.#start] === DOLLAR ? this.#frame() : this.#message();
      if (!this.tolerance || !(element instanceof Malformed)) {
        if (element) this.#inNoise = false;
        return element;
      }
      this.#skip();
    }
  }

  /** Moves on to the next byte that a message or a frame may begin with. */
  #skip(): void {
    const from = this.#start;
    this.#inNoise = true;
    do this.#start++; while (this.#start < this.#end && !mayBegin(this.#bytes[this.#start]));
    this.skipped += this.#start - from;
  }

  #frame(): Frame | Malformed | undefined {
    const at = this.#start;
    if (this.#end - at < 4) return undefined;
    const length = this.#bytes[at + 2] << 8 | this.#bytes[at + 3];
    if (this.tolerance) {
      if (this.#end - at < 5) return undefined;
      if (!this.#credible(at, length, this.tolerance)) return new Malformed("not a frame");
    }
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

  /** A frame has a channel that is expected, or RTP or RTCP of version 2 in it; behind noise it needs both. */
  #credible(at: number, length: number, tolerance: Tolerance): boolean {
    const expected = tolerance.expects(this.#bytes[at + 1]);
    const packet = length >= 8 && this.#bytes[at + 4] >> 6 === 2;
    return this.#inNoise ? expected && packet : expected || packet;
  }

  #message(): Request | Response | Malformed | undefined {
    if (!this.#plausible()) return new Malformed("not an RTSP message");
    if (this.#isLong()) return new Malformed(`URL is longer than ${LIMITS.url} characters`);
    const headEnd = this.#headEnd();
    if (headEnd < 0) {
      const tooLong = this.#end - this.#start > HEAD_LIMIT;
      return tooLong ? new Malformed("message head is too long") : undefined;
    }
    const text = decoder.decode(this.#bytes.subarray(this.#start, headEnd)).trimEnd();
    const head = parseHead(text, this.tolerance !== undefined);
    if (head instanceof Malformed) return head;
    const length = bodyLength(head.headers);
    if (length instanceof Malformed) return length;
    if (this.#end - headEnd < length) return undefined;
    const body = decoder.decode(this.#bytes.subarray(headEnd, headEnd + length));
    this.#start = this.#searched = headEnd + length;
    return { ...head, body };
  }

  /** Whether a message may begin here: refuses early, and at little cost, what cannot become one. */
  #plausible(): boolean {
    const first = this.#bytes[this.#start] | 0x20;
    return this.tolerance ? this.#beginsMessage() : first >= 0x61 && first <= 0x7a;
  }

  /** Whether the first line is too long, complete or not. */
  #isLong(): boolean {
    const end = this.#start + LIMITS.url + 128;
    return end <= this.#end && !this.#bytes.subarray(this.#start, end).includes(LF);
  }

  /** Whether the bytes at hand are the beginning of a status line or of a request line. */
  #beginsMessage(): boolean {
    const end = Math.min(this.#end, this.#start + BEGINNING);
    const text = decoder.decode(this.#bytes.subarray(this.#start, end));
    if ("RTSP/0.0 ".startsWith(text.slice(0, 9).replace(/\d/g, "0"))) return true;
    return /^(?:[A-Z_]{1,16}|[A-Z_]{4,16} (?:[rR*/].*)?)$/s.test(text);
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

/** `$`, or a capital letter. */
function mayBegin(byte: number): boolean {
  return byte === DOLLAR || byte >= 0x41 && byte <= 0x5a;
}

function isLineEnd(byte: number): boolean {
  return byte === CR || byte === LF;
}
