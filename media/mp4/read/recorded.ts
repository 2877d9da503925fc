import { readU16 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { OutputTrack } from "../write/track.ts";
import { MTXI, readMtxi, type SegmentInfo } from "../mtxi.ts";
import { type Box, boxesIn, find, fullBoxOf } from "./box.ts";
import { readFragment } from "./fragment.ts";
import { readMovie, type SampleDefaults } from "./movie.ts";
import { type Mp4Sample, SampleList } from "./sample.ts";

/** A track of a recorded file, as another file could declare it. */
export interface RecordedTrack extends OutputTrack {
  /** What fragments leave unsaid. */
  readonly defaults: SampleDefaults;
}

/** What a recorded file tells at its beginning. */
export interface RecordedHeader {
  /** Pictures and sound, in the order of the file. */
  readonly tracks: readonly RecordedTrack[];
  /** Milliseconds; 0 where the file was not brought to an end. */
  readonly duration: number;
  /** Absent where it was recorded by others. */
  readonly info: SegmentInfo | undefined;
}

/** Samples of one track in a fragment. */
export interface RecordedRun {
  /** track_ID. */
  readonly track: number;
  /** Offsets count from the beginning of the fragment's box. */
  readonly samples: readonly Mp4Sample[];
}

/** Samples of one fragment: more is refused. */
const MOST_SAMPLES = 1 << 22;
/** Bytes of a box's header, and of the fixed fields before the size of pictures (ISO/IEC 14496-12 §12.1.3). */
const HEADER = 8, SIZE = 24;

/** Reads a movie box that stands by itself. */
export function readRecordedHeader(bytes: Uint8Array): RecordedHeader | Malformed {
  const [moov] = boxesIn(bytes);
  if (moov?.type !== "moov" || moov.cut) return new Malformed("MP4: no movie box");
  const movie = readMovie(bytes, moov);
  if (isMalformed(movie)) return movie;
  const tracks = movie.flatMap(({ id, kind, timescale, stbl, defaults }) => {
    const entry = entryOf(bytes, stbl);
    if (kind === "application" || !entry) return [];
    return [{ id, kind, timescale, defaults, entry, ...kind === "video" && sizeOf(entry) }];
  });
  return { tracks, duration: durationOf(bytes, moov), info: infoOf(bytes, moov) };
}

/**
 * Reads a movie fragment box that stands by itself; `available`: bytes of the file from its beginning on, beyond which
 * no sample is.
 */
export function readRecordedFragment(
  bytes: Uint8Array,
  tracks: readonly RecordedTrack[],
  available: number,
): readonly RecordedRun[] | Malformed {
  const [moof] = boxesIn(bytes);
  if (moof?.type !== "moof" || moof.cut) return new Malformed("MP4: no fragment");
  const lists = new Map(tracks.map(({ id, defaults }) => {
    return [id, { defaults, shift: 0, list: new SampleList(0), next: 0 }];
  }));
  const budget = { samples: Math.min(available, MOST_SAMPLES), end: available };
  const failed = readFragment(bytes, moof, lists, budget);
  if (failed) return failed;
  return [...lists].map(([track, { list: { samples } }]) => ({ track, samples }))
    .filter(({ samples }) => samples.length > 0);
}

/** The only sample description, as a copy. */
function entryOf(bytes: Uint8Array, stbl: Box): Uint8Array | undefined {
  const stsd = find(bytes, stbl, "stsd");
  const [entry] = stsd ? boxesIn(bytes, stsd.from + HEADER, stsd.to) : [];
  return entry && bytes.slice(entry.start, entry.to);
}

function sizeOf(entry: Uint8Array): { readonly width: number; readonly height: number } {
  const at = HEADER + SIZE, there = entry.length >= at + 4;
  return { width: there ? readU16(entry, at) : 0, height: there ? readU16(entry, at + 2) : 0 };
}

/** Of the movie header (§8.2.2), which has been read once already. */
function durationOf(bytes: Uint8Array, moov: Box): number {
  const { reader, version } = fullBoxOf(bytes, find(bytes, moov, "mvhd")!);
  reader.skip(version === 1 ? 16 : 8);
  const timescale = reader.u32(), duration = version === 1 ? reader.u64() : reader.u32();
  return reader.overrun ? 0 : Math.round(1000 * duration / timescale);
}

function infoOf(bytes: Uint8Array, moov: Box): SegmentInfo | undefined {
  const box = find(bytes, moov, "udta", MTXI);
  const info = box && readMtxi(bytes.subarray(box.from, box.to));
  return isMalformed(info) ? undefined : info;
}
