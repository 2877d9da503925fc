import { readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { crc32 } from "./crc32.ts";

/** Bytes of a section (ISO/IEC 13818-1 §2.4.4). */
const MAX_SECTION = 4096;
/** Bytes before what section_length counts. */
const BEFORE_LENGTH = 3;
/** Fills what is left of a packet behind the last section. */
const STUFFING = 0xff;
/** Bytes of table_id to last_section_number, and of the CRC. */
const LONG_HEADER = 8, CRC = 4;

/** A section whose CRC is right. */
export interface Section {
  readonly table: number;
  /** current_next_indicator: it holds now. */
  readonly current: boolean;
  /** section_number: where a table has several. */
  readonly number: number;
  /** Between header and CRC. */
  readonly body: Uint8Array;
}

/** Joins the sections of one PID from the payloads of its packets. */
export class SectionReader {
  #bytes = new Uint8Array();
  #open = false;

  /** The section that `payload` completes, of several the last. `start`: a section begins in it. */
  push(payload: Uint8Array, start: boolean): Section | Malformed | undefined {
    if (!start) return this.#open ? this.#append(payload) : undefined;
    const pointer = payload[0] ?? 0, from = 1 + pointer;
    if (from > payload.length) return new Malformed("MPEG-TS: section begins beyond its packet");
    const before = this.#open ? this.#append(payload.subarray(1, from)) : undefined;
    this.#bytes = new Uint8Array();
    this.#open = true;
    return this.#append(payload.subarray(from)) ?? before;
  }

  /** Something was lost: what has begun is no use. */
  reset(): void {
    this.#open = false;
  }

  #append(part: Uint8Array): Section | Malformed | undefined {
    const bytes = new Uint8Array(this.#bytes.length + part.length);
    bytes.set(this.#bytes);
    bytes.set(part, this.#bytes.length);
    this.#bytes = bytes;
    let last: Section | Malformed | undefined;
    for (;;) {
      const held = this.#bytes;
      if (held.length < BEFORE_LENGTH) return last;
      if (held[0] === STUFFING) return this.#end(last);
      const size = BEFORE_LENGTH + (readU16(held, 1) & 0x0fff);
      if (size > MAX_SECTION) return this.#end(new Malformed("MPEG-TS: section is too long"));
      if (held.length < size) return last;
      last = parseSection(held.subarray(0, size));
      this.#bytes = held.subarray(size);
    }
  }

  #end(last: Section | Malformed | undefined): Section | Malformed | undefined {
    this.#open = false;
    return last;
  }
}

function parseSection(bytes: Uint8Array): Section | Malformed {
  if (bytes.length < LONG_HEADER + CRC || (bytes[1] & 0x80) === 0) {
    return new Malformed("MPEG-TS: section is too short");
  }
  if (crc32(bytes) !== 0) return new Malformed("MPEG-TS: wrong CRC of a section");
  return {
    table: bytes[0],
    current: (bytes[5] & 1) !== 0,
    number: bytes[6],
    body: bytes.subarray(LONG_HEADER, bytes.length - CRC),
  };
}
