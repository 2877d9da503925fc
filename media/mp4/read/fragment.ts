import { Malformed } from "media/malformed.ts";
import { type Box, boxesIn, find, fullBoxOf } from "./box.ts";
import type { SampleDefaults } from "./movie.ts";
import type { SampleList } from "./sample.ts";

/** A track on its way through fragments. */
export interface FragmentTrack {
  readonly defaults: SampleDefaults;
  /** Added to the times of fragments. */
  readonly shift: number;
  readonly list: SampleList;
  /** Decoding time of the next sample, in ticks, without `shift`. */
  next: number;
}

const NON_SYNC = 0x10000;
/** Flags of track fragment headers (ISO/IEC 14496-12 §8.8.7) and of runs (§8.8.8). */
const TFHD = { base: 1, description: 2, duration: 8, size: 16, flags: 32, moofIsBase: 0x20000 };
const TRUN = { offset: 1, firstFlags: 4, duration: 0x100, size: 0x200, flags: 0x400, shift: 0x800 };

/** What may still be read. */
export interface Budget {
  /** Samples: a file cannot hold more than it has bytes. */
  samples: number;
  /** Where the data end, as positions in the bytes, which need not reach so far. */
  readonly end: number;
}

/**
 * Reads the samples of one movie fragment into their tracks. Samples beyond the end of the data are left out, since
 * a file may have been cut while it was written; Malformed where the fragment cannot be read.
 */
export function readFragment(
  bytes: Uint8Array,
  moof: Box,
  tracks: ReadonlyMap<number, FragmentTrack>,
  budget: Budget,
): Malformed | undefined {
  let end: number | undefined;
  for (const traf of boxesIn(bytes, moof.from, moof.to)) {
    if (traf.type !== "traf") continue;
    const read = readTrackFragment(bytes, moof, traf, tracks, budget, end);
    if (read instanceof Malformed) return read;
    end = read;
  }
  return undefined;
}

/** Answers where its data end, which is where those of the next one may begin. */
function readTrackFragment(
  bytes: Uint8Array,
  moof: Box,
  traf: Box,
  tracks: ReadonlyMap<number, FragmentTrack>,
  budget: Budget,
  previousEnd: number | undefined,
): number | Malformed {
  const box = find(bytes, traf, "tfhd");
  if (!box) return new Malformed("MP4: fragment without a header");
  const { reader, flags } = fullBoxOf(bytes, box), track = tracks.get(reader.u32());
  const field = (flag: number, otherwise: number) => flags & flag ? reader.u32() : otherwise;
  const ownBase = flags & TFHD.base ? reader.u64() : undefined;
  field(TFHD.description, 1);
  const duration = field(TFHD.duration, track?.defaults.duration ?? 0);
  const size = field(TFHD.size, track?.defaults.size ?? 0);
  const defaults = { duration, size, flags: field(TFHD.flags, track?.defaults.flags ?? 0) };
  if (reader.overrun) return new Malformed("MP4: fragment header is cut short");
  if (!track) return previousEnd ?? moof.start;
  track.next = readDecodeTime(bytes, traf) ?? track.next;
  const base = ownBase ??
    (flags & TFHD.moofIsBase ? moof.start : previousEnd ?? moof.start);
  let at = base;
  for (const run of boxesIn(bytes, traf.from, traf.to)) {
    if (run.type !== "trun") continue;
    const read = readRun(bytes, run, { track, defaults, base, at, budget });
    if (read instanceof Malformed) return read;
    at = read;
  }
  return at;
}

/** Where there is a box for it (§8.8.12). */
function readDecodeTime(bytes: Uint8Array, traf: Box): number | undefined {
  const tfdt = find(bytes, traf, "tfdt");
  if (!tfdt) return undefined;
  const { reader, version } = fullBoxOf(bytes, tfdt);
  const time = version === 1 ? reader.u64() : reader.u32();
  return reader.overrun || !Number.isSafeInteger(time) ? undefined : time;
}

interface RunContext {
  readonly track: FragmentTrack;
  readonly defaults: SampleDefaults;
  /** What data offsets count from. */
  readonly base: number;
  /** Where the run before ended. */
  readonly at: number;
  readonly budget: Budget;
}

/** Reads a run of samples; answers where its data end. */
function readRun(bytes: Uint8Array, run: Box, context: RunContext): number | Malformed {
  const { track, defaults, base, budget } = context;
  const { reader, flags } = fullBoxOf(bytes, run), count = reader.u32();
  let offset = flags & TRUN.offset ? base + reader.i32() : context.at;
  const first = flags & TRUN.firstFlags ? reader.u32() : undefined;
  const field = (flag: number, otherwise: number) => flags & flag ? reader.u32() : otherwise;
  for (let i = 0; i < count; i++) {
    if (budget.samples-- <= 0) return new Malformed("MP4: more samples than the file has bytes");
    const duration = field(TRUN.duration, defaults.duration);
    const size = field(TRUN.size, defaults.size);
    const sampleFlags = field(TRUN.flags, i === 0 ? first ?? defaults.flags : defaults.flags);
    const shift = field(TRUN.shift, 0) | 0;
    if (reader.overrun) return new Malformed("MP4: run of samples is cut short");
    const dts = track.next + track.shift, whole = offset >= 0 && offset + size <= budget.end;
    if (size > 0 && whole) {
      const randomAccess = (sampleFlags & NON_SYNC) === 0;
      track.list.push({ offset, size, dts, pts: dts + shift, duration, randomAccess });
    }
    offset += size;
    track.next += duration;
  }
  return offset;
}
