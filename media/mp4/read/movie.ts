import { Malformed } from "media/malformed.ts";
import { rescale } from "media/timebase.ts";
import type { Kind } from "media/track.ts";
import { type Box, boxesIn, find, fullBoxOf } from "./box.ts";
import { readSampleEntry, type SampleEntry } from "./sample_entry.ts";

/** A track as the movie box declares it. */
export interface TrackHeader extends SampleEntry {
  /** track_ID, above 0. */
  readonly id: number;
  /** By the handler (ISO/IEC 14496-12 §8.4.3); `application` for all but video and sound. */
  readonly kind: Kind;
  /** Ticks per second of its times. */
  readonly timescale: number;
  /** Ticks that its edit list moves all times by. */
  readonly shift: number;
  readonly stbl: Box;
  /** What fragments leave unsaid (§8.8.3). */
  readonly defaults: SampleDefaults;
}

export interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

const NO_DEFAULTS: SampleDefaults = { duration: 0, size: 0, flags: 0 };
/** Tracks of a file: more is refused. */
const MAX_TRACKS = 64;
const KINDS: Readonly<Record<string, Kind>> = { vide: "video", soun: "audio" };

/** Reads the tracks of a movie box, in the order of the file. */
export function readMovie(bytes: Uint8Array, moov: Box): TrackHeader[] | Malformed {
  const timescale = readTimescale(bytes, find(bytes, moov, "mvhd"));
  if (timescale === 0) return new Malformed("MP4: no movie header");
  const boxes = boxesIn(bytes, moov.from, moov.to).filter((box) => box.type === "trak");
  if (boxes.length > MAX_TRACKS) return new Malformed(`MP4: over ${MAX_TRACKS} tracks`);
  const defaults = readDefaults(bytes, moov);
  const tracks: TrackHeader[] = [];
  for (const trak of boxes) {
    const track = readTrack(bytes, trak, timescale, defaults);
    if (track instanceof Malformed) return track;
    tracks.push(track);
  }
  return tracks;
}

function readTrack(
  bytes: Uint8Array,
  trak: Box,
  movieTimescale: number,
  defaults: ReadonlyMap<number, SampleDefaults>,
): TrackHeader | Malformed {
  const [tkhd, mdhd, hdlr, stbl] = [["tkhd"], ["mdia", "mdhd"], ["mdia", "hdlr"], STBL]
    .map((path) => find(bytes, trak, ...path));
  const stsd = stbl && find(bytes, stbl, "stsd");
  if (!tkhd || !hdlr || !stbl || !stsd) return new Malformed("MP4: a track lacks boxes");
  const id = readTrackId(bytes, tkhd), timescale = readTimescale(bytes, mdhd);
  if (id === 0 || timescale === 0) return new Malformed("MP4: a track lacks its id or timescale");
  const entry = readSampleEntry(bytes, stsd);
  if (entry instanceof Malformed) return entry;
  return {
    ...entry,
    id,
    kind: readKind(bytes, hdlr),
    timescale,
    shift: readShift(bytes, trak, timescale, movieTimescale),
    stbl,
    defaults: defaults.get(id) ?? NO_DEFAULTS,
  };
}

const STBL = ["mdia", "minf", "stbl"];

/** Of a movie or media header (§8.2.2, §8.4.2); 0 where there is none. */
function readTimescale(bytes: Uint8Array, header: Box | undefined): number {
  if (!header) return 0;
  const { reader, version } = fullBoxOf(bytes, header);
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
}

function readTrackId(bytes: Uint8Array, tkhd: Box): number {
  const { reader, version } = fullBoxOf(bytes, tkhd);
  reader.skip(version === 1 ? 16 : 8);
  return reader.u32();
}

function readKind(bytes: Uint8Array, hdlr: Box): Kind {
  const { reader } = fullBoxOf(bytes, hdlr);
  reader.skip(4);
  return KINDS[reader.type()] ?? "application";
}

/** Edit lists (§8.6.6) as encoders write them: a wait at most, then the media from some time on, to the end. */
function readShift(bytes: Uint8Array, trak: Box, timescale: number, movie: number): number {
  const elst = find(bytes, trak, "edts", "elst");
  if (!elst) return 0;
  const { reader, version } = fullBoxOf(bytes, elst);
  let wait = 0;
  for (let entries = reader.u32(); entries > 0 && !reader.overrun; entries--) {
    const duration = version === 1 ? reader.u64() : reader.u32();
    const mediaTime = version === 1 ? reader.i64() : reader.i32();
    reader.skip(4);
    if (reader.overrun) break;
    if (mediaTime >= 0) return rescale(wait, movie, timescale) - mediaTime;
    wait += duration;
  }
  return 0;
}

/** Of fragments, by track. */
function readDefaults(bytes: Uint8Array, moov: Box): Map<number, SampleDefaults> {
  const found = new Map<number, SampleDefaults>(), mvex = find(bytes, moov, "mvex");
  if (!mvex) return found;
  for (const box of boxesIn(bytes, mvex.from, mvex.to)) {
    if (box.type !== "trex") continue;
    const { reader } = fullBoxOf(bytes, box), id = reader.u32();
    reader.skip(4);
    const [duration, size, flags] = [reader.u32(), reader.u32(), reader.u32()];
    if (!reader.overrun) found.set(id, { duration, size, flags });
  }
  return found;
}
