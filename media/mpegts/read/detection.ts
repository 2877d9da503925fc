import type { EsUnit } from "../codecs/elementary.ts";
import type { Stream } from "./stream.ts";
import { CLOCK_RATE } from "../timestamp.ts";

/** Ticks of media that are waited for configs to be known. */
const PATIENCE = 2 * CLOCK_RATE;
/** Bytes and units of media that are kept meanwhile. */
const MAX_HELD = 16 * 1024 * 1024, MAX_UNITS = 10_000;

/** A unit that waits for the tracks to be known. */
export interface Held {
  readonly stream: Stream;
  readonly unit: EsUnit;
}

/** Waits until all streams of a programme tell what they are, or have had their time. */
export class Detection {
  readonly held: Held[] = [];
  readonly #heard = new Set<Stream>();
  readonly #begun = new Set<Stream>();
  #bytes = 0;
  #first = Infinity;
  #last = -Infinity;

  constructor(private readonly streams: readonly Stream[]) {}

  /** Keeps a unit. */
  hold(stream: Stream, unit: EsUnit): void {
    this.#heard.add(stream);
    this.#first = Math.min(this.#first, unit.dts);
    this.#last = Math.max(this.#last, unit.dts);
    if (unit.randomAccess) this.#begun.add(stream);
    // Nobody can decode what comes before.
    if (!this.#begun.has(stream)) return;
    this.held.push({ stream, unit });
    for (const part of unit.payload) this.#bytes += part.length;
  }

  get done(): boolean {
    return this.streams.every((stream) => stream.reader.known && this.#isThere(stream)) ||
      this.#last - this.#first >= PATIENCE || this.#bytes >= MAX_HELD ||
      this.held.length >= MAX_UNITS;
  }

  /** Streams that are tracks, as far as is known. */
  get found(): Stream[] {
    return this.streams.filter((stream) => stream.reader.config && this.#isThere(stream));
  }

  /** Whether something came of a stream, or may well come later: KLV is rare. */
  #isThere(stream: Stream): boolean {
    return this.#heard.has(stream) || stream.reader.config?.codec === "KLV";
  }
}
