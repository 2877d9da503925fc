import { readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { readTimestamp } from "../timestamp.ts";

/** Bytes to the end of PES_packet_length, and of the header behind it. */
const BEFORE_LENGTH = 6, FIXED_HEADER = 9;
const SMALLEST_BUFFER = 2048;

/** What a PES packet (ISO/IEC 13818-1 §2.4.3.6) holds. */
export interface Pes {
  readonly data: Uint8Array;
  /** 33 bits each; `dts` only where it differs. */
  readonly pts?: number;
  readonly dts?: number;
  /** It told its length, which begins to be too small at 64 kB. */
  readonly bounded: boolean;
}

/** Joins the PES packets of one PID. The bytes of each are its own. */
export class PesReader {
  #bytes = new Uint8Array();
  #size = 0;
  #open = false;
  /** Bytes of the last one, which the next may need as well. */
  #usual = SMALLEST_BUFFER;

  /** `limit`: bytes of a packet, of which those of pictures may have as many as they like. */
  constructor(private readonly limit: number) {}

  /** Begins one, and ends the one before: that is the answer, where it had not told its length. */
  begin(payload: Uint8Array): Pes | Malformed | undefined {
    const before = this.finish();
    this.#bytes = new Uint8Array(Math.max(this.#usual, payload.length));
    this.#size = 0;
    this.#open = true;
    this.#append(payload);
    return before;
  }

  /** Goes on with it. */
  push(payload: Uint8Array): Malformed | undefined {
    if (!this.#open) return undefined;
    if (this.#size + payload.length > this.limit) {
      this.reset();
      return new Malformed(`MPEG-TS: PES packet over ${this.limit} bytes`);
    }
    this.#append(payload);
    return undefined;
  }

  /** The packet, if it is as long as it has said. */
  take(): Pes | Malformed | undefined {
    if (!this.#open || this.#size < BEFORE_LENGTH) return undefined;
    const length = readU16(this.#bytes, 4);
    if (length === 0 || this.#size < BEFORE_LENGTH + length) return undefined;
    this.#size = BEFORE_LENGTH + length;
    this.#open = false;
    return this.#parse();
  }

  /** The packet, if it has begun and does not tell its length: its sender has shown that it is over. */
  takeUnbounded(): Pes | Malformed | undefined {
    const unbounded = this.#size > BEFORE_LENGTH && readU16(this.#bytes, 4) === 0;
    return unbounded ? this.finish() : undefined;
  }

  /** Whether bytes would be added to a packet. */
  get open(): boolean {
    return this.#open;
  }

  /** The packet, which is over; Malformed where it is shorter than it has said. */
  finish(): Pes | Malformed | undefined {
    if (!this.#open) return undefined;
    this.#open = false;
    if (this.#size >= BEFORE_LENGTH && readU16(this.#bytes, 4) !== 0) {
      return new Malformed("MPEG-TS: PES packet is cut short");
    }
    return this.#parse();
  }

  /** Something was lost: what has begun is no use. */
  reset(): void {
    this.#open = false;
  }

  #append(payload: Uint8Array): void {
    const size = this.#size + payload.length;
    if (size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(size, Math.min(2 * size, this.limit)));
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(payload, this.#size);
    this.#size = size;
  }

  #parse(): Pes | Malformed {
    const bytes = this.#bytes.subarray(0, this.#size);
    this.#usual = Math.max(SMALLEST_BUFFER, Math.min(this.#size + (this.#size >> 2), this.limit));
    this.#bytes = new Uint8Array();
    return parsePes(bytes);
  }
}

/** Reads one PES packet, its length told or not. */
export function parsePes(bytes: Uint8Array): Pes | Malformed {
  if (bytes.length < FIXED_HEADER) return new Malformed("MPEG-TS: PES header is cut short");
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 1 || bytes[6] >> 6 !== 2) {
    return new Malformed("MPEG-TS: no PES packet");
  }
  const start = FIXED_HEADER + bytes[8], flags = bytes[7] >> 6;
  const times = flags === 3 ? 10 : flags === 2 ? 5 : 0;
  if (start > bytes.length || FIXED_HEADER + times > start) {
    return new Malformed("MPEG-TS: PES header is cut short");
  }
  return {
    data: bytes.subarray(start),
    ...times > 0 && { pts: readTimestamp(bytes, FIXED_HEADER) },
    ...times > 5 && { dts: readTimestamp(bytes, FIXED_HEADER + 5) },
    bounded: readU16(bytes, 4) !== 0,
  };
}
