import { concat, writeU32 } from "media/bytes.ts";
import { box, characters, fullBox, HEADER, u32, u64, words } from "./box.ts";

/** What tables tell of a sample. */
export interface SampleInfo {
  /** Bytes. */
  readonly size: number;
  /** Until the next one is decoded, in ticks of the track; 0 or more. */
  readonly duration: number;
  /** Presentation less decoding time, in ticks. */
  readonly offset: number;
  readonly randomAccess: boolean;
}

/** A sample with its bytes in parts, of `size` together. */
export interface Sample extends SampleInfo {
  readonly data: readonly Uint8Array[];
}

/** Samples of one track that follow each other. */
export interface Run<S extends SampleInfo = SampleInfo> {
  /** track_ID. */
  readonly track: number;
  /** When the first one is decoded, in ticks of the track; 0 or more. */
  readonly dts: number;
  /** At least one. */
  readonly samples: readonly S[];
}

/** A movie fragment and its data, `moof` and `mdat` (ISO/IEC 14496-12 §8.8). `sequenceNumber` counts from 1 or so. */
export function fragment(sequenceNumber: number, runs: readonly Run<Sample>[]): Uint8Array {
  const parts = [fragmentHeader(sequenceNumber, runs)];
  for (const { samples } of runs) for (const { data } of samples) parts.push(...data);
  return concat(parts);
}

/** All of it that goes before the data, which follow run by run. */
export function fragmentHeader(sequenceNumber: number, runs: readonly Run[]): Uint8Array {
  const fragments = runs.map(trackFragment);
  const header = fullBox("mfhd", 0, 0, u32(sequenceNumber));
  const moof = box("moof", header, ...fragments.map(({ traf }) => traf));
  let at = HEADER + header.length, data = HEADER;
  for (const [i, { samples }] of runs.entries()) {
    const { traf, offset } = fragments[i];
    writeU32(moof, at + offset, moof.length + data);
    for (const { size } of samples) data += size;
    at += traf.length;
  }
  return concat([moof, u32(data), characters("mdat")]);
}

/** Flags of track fragment headers (§8.8.7) and of runs (§8.8.8). */
const TFHD = { duration: 8, size: 0x10, flags: 0x20, moofIsBase: 0x20000 };
const TRUN = { offset: 1, firstFlags: 4, duration: 0x100, size: 0x200, flags: 0x400, shift: 0x800 };
/** Where the offset of the data is in a run's box. */
const OFFSET = HEADER + 8;
/** Flags of samples (§8.8.3.1): needs no other one; needs others, and decoding cannot start with it. */
const SYNC = 0x0200_0000, NON_SYNC = 0x0101_0000;

/** What all samples of a run have in common, which then is said once; undefined where they differ. */
interface Common {
  readonly duration: number | undefined;
  readonly size: number | undefined;
  /** `offset`, where it is 0 for all. */
  readonly presented: boolean;
  /** Flags of all samples but for the first. */
  readonly flags: number | undefined;
}

function commonOf([first, ...others]: readonly SampleInfo[]): Common {
  const [second = first] = others;
  return {
    duration: others.every(({ duration }) => duration === first.duration)
      ? first.duration
      : undefined,
    size: others.every(({ size }) => size === first.size) ? first.size : undefined,
    presented: first.offset === 0 && others.every(({ offset }) => offset === 0),
    flags: others.every(({ randomAccess }) => randomAccess === second.randomAccess)
      ? flagsOf(second)
      : undefined,
  };
}

function flagsOf({ randomAccess }: SampleInfo): number {
  return randomAccess ? SYNC : NON_SYNC;
}

/** A track's box, and where in it the offset of the data is to be written. */
function trackFragment({ track, dts, samples }: Run): { traf: Uint8Array; offset: number } {
  const common = commonOf(samples);
  const trun = runBox(samples, common);
  const traf = box(
    "traf",
    fragmentDefaults(track, common),
    fullBox("tfdt", 1, 0, u64(dts)),
    trun,
  );
  return { traf, offset: traf.length - trun.length + OFFSET };
}

function fragmentDefaults(track: number, { duration, size, flags }: Common): Uint8Array {
  const said = (flag: number, value: number | undefined) => value === undefined ? 0 : flag;
  return fullBox(
    "tfhd",
    0,
    TFHD.moofIsBase | said(TFHD.duration, duration) | said(TFHD.size, size) |
      said(TFHD.flags, flags),
    words([track, ...[duration, size, flags].filter((value) => value !== undefined)]),
  );
}

function runBox(samples: readonly SampleInfo[], common: Common): Uint8Array {
  const { duration, size, presented, flags } = common, first = flagsOf(samples[0]);
  const firstDiffers = flags !== undefined && first !== flags;
  const fields: number[] = [samples.length, 0, ...firstDiffers ? [first] : []];
  for (const sample of samples) {
    if (duration === undefined) fields.push(sample.duration);
    if (size === undefined) fields.push(sample.size);
    if (flags === undefined) fields.push(flagsOf(sample));
    if (!presented) fields.push(sample.offset);
  }
  const has = TRUN.offset | (firstDiffers ? TRUN.firstFlags : 0) |
    (duration === undefined ? TRUN.duration : 0) | (size === undefined ? TRUN.size : 0) |
    (flags === undefined ? TRUN.flags : 0) | (presented ? 0 : TRUN.shift);
  return fullBox("trun", 1, has, words(fields));
}
