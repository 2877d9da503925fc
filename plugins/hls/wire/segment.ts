import { concat } from "media/bytes.ts";

/** A piece of a segment that can be had by itself (RFC 8216bis §4.4.4.9). */
export interface Part {
  /** Its URI, relative to its playlist. */
  readonly name: string;
  /** Seconds. */
  readonly duration: number;
  /** Decoding can start with it. */
  readonly independent: boolean;
  /** Bytes, and where they begin within the segment's. */
  readonly size: number;
  readonly offset: number;
}

/** Where a segment begins. */
export interface Beginning {
  /** Wall clock of its first presentation in milliseconds. */
  readonly programTime: number;
  /** Times or decoder settings do not go on from the segment before. */
  readonly discontinuity: boolean;
  /** The init segment that it needs; none with MPEG-TS. */
  readonly init?: Resource;
}

/** Bytes by name. */
export interface Resource {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A segment, made of parts: complete once it has ended. */
export class Segment {
  readonly #parts: Part[] = [];
  #pieces: Uint8Array[] | undefined = [];
  /** Bytes. */
  size = 0;
  /** Seconds. */
  duration = 0;

  constructor(readonly number: number, readonly name: string, readonly beginning: Beginning) {}

  get parts(): readonly Part[] {
    return this.#parts;
  }

  add(name: string, bytes: Uint8Array, duration: number, independent: boolean): void {
    this.#parts.push({ name, duration, independent, size: bytes.length, offset: this.size });
    this.#pieces!.push(bytes);
    this.size += bytes.length;
    this.duration += duration;
  }

  /** The parts become one buffer, of which each is a view. `duration`: seconds of a segment without any. */
  end(duration: number): void {
    if (this.gap) this.duration = duration;
    else this.#pieces = [concat(this.#pieces!)];
  }

  /** Without a single sample: players are told that there is nothing to have (RFC 8216bis §4.4.4.7). */
  get gap(): boolean {
    return this.size === 0;
  }

  /** Its bytes are elsewhere from now on. */
  release(): void {
    this.#pieces = undefined;
  }

  /** The bytes of a part, or, once it has ended, of the whole; undefined where they were released. */
  read(part?: Part): Uint8Array | undefined {
    const pieces = this.#pieces;
    if (!part) return pieces?.[0];
    if (pieces?.length === this.#parts.length) return pieces[this.#parts.indexOf(part)];
    return pieces?.[0].subarray(part.offset, part.offset + part.size);
  }
}
