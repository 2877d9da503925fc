import { readU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { type Box, find, fullBoxOf } from "./box.ts";
import type { SampleList } from "./sample.ts";

/** A table of entries of 32-bit fields, as a view of the file. */
class Table {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly from: number,
    private readonly fields: number,
    readonly length: number,
  ) {}

  /** A field of an entry, which is within the table. */
  get(entry: number, field = 0): number {
    return readU32(this.bytes, this.from + 4 * (entry * this.fields + field));
  }
}

/** Reads a full box that is a count and entries; a table of none where there is no such box. */
function readTable(bytes: Uint8Array, stbl: Box, type: string, fields: number): Table | Malformed {
  const box = find(bytes, stbl, type);
  if (!box) return new Table(bytes, 0, fields, 0);
  const { reader } = fullBoxOf(bytes, box), length = reader.u32();
  if (!reader.has(length, 4 * fields)) return new Malformed(`MP4: ${type} is cut short`);
  return new Table(bytes, reader.at, fields, length);
}

/** Goes through the runs of a table (`count`, value), one sample at a time; the last value holds on. */
class Runs {
  #entry = -1;
  #left = 0;
  #value = 0;

  constructor(private readonly table: Table) {}

  next(): number {
    while (this.#left === 0 && this.#entry + 1 < this.table.length) {
      this.#left = this.table.get(++this.#entry, 0);
      this.#value = this.table.get(this.#entry, 1);
    }
    if (this.#left > 0) this.#left--;
    return this.#value;
  }
}

/** Sizes of samples (ISO/IEC 14496-12 §8.7.3). */
interface Sizes {
  readonly count: number;
  of(sample: number): number;
}

function readSizes(bytes: Uint8Array, stbl: Box): Sizes | Malformed {
  const box = find(bytes, stbl, "stsz");
  if (!box) {
    return find(bytes, stbl, "stz2")
      ? new Malformed("MP4: compact sample sizes are not supported")
      : { count: 0, of: () => 0 };
  }
  const { reader } = fullBoxOf(bytes, box), size = reader.u32(), count = reader.u32();
  if (reader.overrun) return new Malformed("MP4: stsz is cut short");
  if (size > 0) {
    if (count * size > bytes.length) return new Malformed("MP4: samples are beyond the end");
    return { count, of: () => size };
  }
  if (!reader.has(count, 4)) return new Malformed("MP4: stsz is cut short");
  const table = new Table(bytes, reader.at, 1, count);
  return { count, of: (sample) => table.get(sample) };
}

function readOffsets(
  bytes: Uint8Array,
  stbl: Box,
): { count: number; of(chunk: number): number } | Malformed {
  const wide = readTable(bytes, stbl, "co64", 2), narrow = readTable(bytes, stbl, "stco", 1);
  if (wide instanceof Malformed) return wide;
  if (narrow instanceof Malformed) return narrow;
  return wide.length > 0
    ? { count: wide.length, of: (chunk) => wide.get(chunk) * 2 ** 32 + wide.get(chunk, 1) }
    : { count: narrow.length, of: (chunk) => narrow.get(chunk) };
}

/** Tells of samples, in ascending order, whether they are in a table of sample numbers (§8.6.2). */
class SyncSamples {
  #next = 0;

  /** Every sample is one where `table` is undefined. */
  constructor(private readonly table: Table | undefined) {}

  has(sample: number): boolean {
    const { table } = this;
    if (!table) return true;
    while (this.#next < table.length && table.get(this.#next) - 1 < sample) this.#next++;
    return this.#next < table.length && table.get(this.#next) - 1 === sample;
  }
}

/** Everything the loop over samples needs. */
interface Tables {
  readonly sizes: Sizes;
  readonly offsets: { count: number; of(chunk: number): number };
  readonly chunks: Table;
  readonly durations: Runs;
  readonly shifts: Runs;
  readonly sync: SyncSamples;
}

function readTables(bytes: Uint8Array, stbl: Box): Tables | Malformed {
  const sizes = readSizes(bytes, stbl), offsets = readOffsets(bytes, stbl);
  const durations = readTable(bytes, stbl, "stts", 2), shifts = readTable(bytes, stbl, "ctts", 2);
  const chunks = readTable(bytes, stbl, "stsc", 3), sync = readTable(bytes, stbl, "stss", 1);
  for (const each of [sizes, offsets, durations, shifts, chunks, sync]) {
    if (each instanceof Malformed) return each;
  }
  return {
    sizes: sizes as Sizes,
    offsets: offsets as Tables["offsets"],
    chunks: chunks as Table,
    durations: new Runs(durations as Table),
    shifts: new Runs(shifts as Table),
    sync: new SyncSamples(find(bytes, stbl, "stss") && sync as Table),
  };
}

/**
 * Reads the samples that a sample table box lists (ISO/IEC 14496-12 §8.6, §8.7) into `list`, the first at decoding
 * time `dts`. Malformed where they are not all in the file.
 */
export function readSampleTable(
  bytes: Uint8Array,
  stbl: Box,
  dts: number,
  list: SampleList,
): Malformed | undefined {
  const tables = readTables(bytes, stbl);
  if (tables instanceof Malformed) return tables;
  const { sizes, offsets, durations, shifts, sync } = tables;
  let sample = 0, time = dts;
  for (let chunk = 0, entry = 0; sample < sizes.count; chunk++) {
    if (chunk >= offsets.count) return new Malformed("MP4: more samples than chunks hold");
    entry = entryOf(tables.chunks, chunk, entry);
    if (entry < 0) return new Malformed("MP4: stsc does not begin with the first chunk");
    if (tables.chunks.get(entry, 2) !== 1) return new Malformed("MP4: unknown sample description");
    let offset = offsets.of(chunk);
    for (
      let left = tables.chunks.get(entry, 1);
      left > 0 && sample < sizes.count;
      left--, sample++
    ) {
      const size = sizes.of(sample), duration = durations.next(), shift = shifts.next() | 0;
      if (offset + size > bytes.length) return new Malformed("MP4: samples are beyond the end");
      const randomAccess = sync.has(sample);
      if (size > 0) {
        list.push({ offset, size, dts: time, pts: time + shift, duration, randomAccess });
      }
      offset += size;
      time += duration;
    }
  }
  return undefined;
}

/** The entry of stsc (§8.7.4) that holds for a chunk, from that of the chunk before on; -1 where there is none. */
function entryOf(chunks: Table, chunk: number, from: number): number {
  if (chunks.length === 0 || chunks.get(0) > 1) return -1;
  let entry = from;
  while (entry + 1 < chunks.length && chunks.get(entry + 1) - 1 <= chunk) entry++;
  return entry;
}
