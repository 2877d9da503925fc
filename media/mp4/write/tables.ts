import { writeU32 } from "media/bytes.ts";
import { fullBoxParts, u32 } from "./box.ts";
import type { Run, SampleInfo } from "./fragment.ts";

/** 32-bit fields of a table that grows, big endian. */
class Words {
  length = 0;
  #bytes = new Uint8Array(256);

  push(value: number): void {
    if (4 * this.length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    writeU32(this.#bytes, 4 * this.length++, value);
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, 4 * this.length);
  }
}

/** A table of values that are often the same as before: `count`, value (ISO/IEC 14496-12 §8.6.1). */
class Repeated {
  /** Values so far that differed from the one before. */
  #entries = 0;
  #count = 0;
  #value = 0;
  readonly #words = new Words();

  push(value: number): void {
    if (this.#count > 0 && value !== this.#value) this.#flush();
    this.#value = value;
    this.#count++;
  }

  box(type: string, version: number): Uint8Array[] {
    if (this.#count > 0) this.#flush();
    return fullBoxParts(type, version, 0, [u32(this.#entries), this.#words.bytes]);
  }

  #flush(): void {
    this.#words.push(this.#count);
    this.#words.push(this.#value);
    this.#entries++;
    this.#count = 0;
  }
}

/** The tables of one track's samples in a plain file (§8.6, §8.7), made run by run; each run is a chunk. */
export class SampleTables {
  /** When its first sample is decoded, in ticks. */
  begin = 0;
  /** From then to the end of the last sample. */
  duration = 0;
  readonly #durations = new Repeated();
  readonly #shifts = new Repeated();
  readonly #sizes = new Words();
  readonly #sync = new Words();
  readonly #chunks = new Words();
  /** Where chunks begin, in bytes from the beginning of the data. */
  readonly #offsets: number[] = [];
  #perChunk = 0;
  #reordered = false;
  /** Its duration is known when the next run begins. */
  #last: SampleInfo | undefined;

  /** Adds samples that follow those before, at `offset` within the data. */
  add({ dts, samples }: Run, offset: number): void {
    if (this.#last) this.#close(Math.max(0, dts - this.begin - this.duration));
    else this.begin = dts;
    this.#offsets.push(offset);
    if (samples.length !== this.#perChunk) {
      this.#perChunk = samples.length;
      for (const field of [this.#offsets.length, samples.length, 1]) this.#chunks.push(field);
    }
    for (const sample of samples) {
      if (this.#last) this.#close(this.#last.duration);
      this.#take(sample);
    }
  }

  /** All of them in parts, in their order; the data begin at `base` of the file. */
  boxes(base: number, wide: boolean): Uint8Array[] {
    if (this.#last) this.#close(this.#last.duration);
    const samples = this.#sizes.length, chunks = this.#chunks.length / 3;
    const sync = [u32(this.#sync.length), this.#sync.bytes];
    return [
      ...this.#durations.box("stts", 0),
      ...this.#reordered ? this.#shifts.box("ctts", 1) : [],
      ...this.#sync.length < samples ? fullBoxParts("stss", 0, 0, sync) : [],
      ...fullBoxParts("stsc", 0, 0, [u32(chunks), this.#chunks.bytes]),
      ...fullBoxParts("stsz", 0, 0, [u32(0, samples), this.#sizes.bytes]),
      ...this.#offsetBox(base, wide),
    ];
  }

  #offsetBox(base: number, wide: boolean): Uint8Array[] {
    const words = new Words();
    for (const offset of this.#offsets) {
      if (wide) words.push(Math.floor((base + offset) / 2 ** 32));
      words.push(base + offset);
    }
    const table = [u32(this.#offsets.length), words.bytes];
    return fullBoxParts(wide ? "co64" : "stco", 0, 0, table);
  }

  #take(sample: SampleInfo): void {
    this.#last = sample;
    this.#sizes.push(sample.size);
    this.#shifts.push(sample.offset);
    this.#reordered ||= sample.offset !== 0;
    if (sample.randomAccess) this.#sync.push(this.#sizes.length);
  }

  #close(duration: number): void {
    this.#durations.push(duration);
    this.duration += duration;
    this.#last = undefined;
  }
}
