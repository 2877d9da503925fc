import { concat, readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import type { ElementaryReader, EsUnit, TimedPes } from "./elementary.ts";

/** Bytes of the header of a cell (ISO/IEC 13818-1 §2.12.4.2). */
const CELL = 5;
/** cell_fragment_indication: the bits tell that a cell begins a unit, and that it ends one. */
const BEGINS = 0x80, ENDS = 0x40;
const MAX_SIZE = 1024 * 1024;

const CONFIG = { codec: "KLV" } as const;

/** KLV (SMPTE 336M): `cells` of metadata with a time of their own, or a PES packet as it is. */
export class Klv implements ElementaryReader {
  readonly config = CONFIG;
  readonly known = true;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(private readonly cells: boolean) {}

  push({ data, pts, now }: TimedPes, out: EsUnit[]): Malformed | undefined {
    const time = pts ?? now;
    // Asynchronous KLV before all media.
    if (time === undefined) return undefined;
    const emit = (value: Uint8Array) => {
      const times = { pts: time, dts: time };
      if (value.length > 0) {
        out.push({ ...times, randomAccess: true, payload: [value], config: CONFIG });
      }
    };
    if (this.cells) return this.#cells(data, emit);
    emit(data);
    return undefined;
  }

  flush(): void {}

  reset(): void {
    this.#parts = [];
  }

  #cells(data: Uint8Array, emit: (value: Uint8Array) => void): Malformed | undefined {
    for (let at = 0; at < data.length;) {
      const end = at + CELL + (at + CELL <= data.length ? readU16(data, at + 3) : 0);
      if (end > data.length) return new Malformed("KLV: cell is cut short");
      const marks = data[at + 2];
      if ((marks & BEGINS) !== 0) this.#begin();
      this.#parts.push(data.subarray(at + CELL, end));
      this.#size += end - at;
      if (this.#size > MAX_SIZE) {
        this.#begin();
        return new Malformed(`KLV: over ${MAX_SIZE} bytes`);
      }
      if ((marks & ENDS) !== 0) {
        emit(concat(this.#parts));
        this.#begin();
      }
      at = end;
    }
    return undefined;
  }

  #begin(): void {
    this.#parts = [];
    this.#size = 0;
  }
}

/** The header of a cell that holds a whole unit of `size` bytes, at most 65535. */
export function writeKlvHeader(sequence: number, size: number): Uint8Array {
  return Uint8Array.of(0, sequence, BEGINS | ENDS | 0x1f, size >> 8, size);
}
