import { concat } from "media/bytes.ts";
import { box, boxParts, characters, fullBox, u16, u32, u64 } from "./box.ts";
import type { OutputTrack } from "./track.ts";

/** Ticks per second of durations of the movie. */
export const MOVIE_TIMESCALE = 1000;

/** What an init segment tells beside its tracks. */
export interface MovieOptions {
  /** Of the whole in milliseconds, where it is known. The size of the segment does not depend on it. */
  readonly duration?: number;
  /** Boxes of `udta`. */
  readonly userData?: readonly Uint8Array[];
}

/** A track of a movie box, as a caller may place it in time. */
export interface PlacedTrack extends OutputTrack {
  /** Time of its media at which the presentation begins, in ticks: what is before is decoded but not shown. */
  readonly start?: number;
}

/** The boxes that a file of fragments begins with: `ftyp`, `moov` (ISO/IEC 14496-12 §8.8). */
export function initSegment(
  tracks: readonly PlacedTrack[],
  { duration = 0, userData = [] }: MovieOptions = {},
): Uint8Array {
  const span = ({ start = 0 }: PlacedTrack) => ({ duration: 0, wait: 0, start, shown: 0 });
  return concat([
    fileType(),
    box(
      "moov",
      movieHeader(duration, nextId(tracks)),
      ...tracks.flatMap((track) => trackBox(track, span(track), NO_SAMPLES)),
      box("mvex", ...tracks.map(({ id }) => fullBox("trex", 0, 0, u32(id, 1, 0, 0, 0)))),
      ...userData.length > 0 ? [box("udta", ...userData)] : [],
    ),
  ]);
}

export function fileType(): Uint8Array {
  return box("ftyp", characters(MAJOR_BRAND), u32(1), ...BRANDS.map(characters));
}

const MAJOR_BRAND = "mp42";
const BRANDS: readonly string[] = ["isom", "iso6", "mp41", "mp42", "hlsf"];

/** Tables of no samples: those of a file of fragments. */
const NO_SAMPLES: readonly Uint8Array[] = [
  fullBox("stts", 0, 0, u32(0)),
  fullBox("stsc", 0, 0, u32(0)),
  fullBox("stsz", 0, 0, u32(0, 0)),
  fullBox("stco", 0, 0, u32(0)),
];

/** The unity matrix (§6.2.2) of video. */
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** `und`, three letters of five bits. */
const NO_LANGUAGE = 0x55c4;
const FULL_VOLUME = 0x100;
/** Of a track: it is enabled and in the movie. */
const ENABLED = 3;
/** Of a data reference: the media are in this file. */
const SELF_CONTAINED = 1;

/** `duration` in milliseconds. */
export function movieHeader(duration: number, nextTrack: number): Uint8Array {
  const times = u32(0, 0, MOVIE_TIMESCALE, duration), reserved = new Uint8Array(10);
  const rates = [u32(0x10000), u16(FULL_VOLUME), reserved];
  return fullBox("mvhd", 0, 0, times, ...rates, MATRIX, new Uint8Array(24), u32(nextTrack));
}

/** The ID of the track that could be added. */
export function nextId(tracks: readonly OutputTrack[]): number {
  return 1 + Math.max(0, ...tracks.map(({ id }) => id));
}

/** Where a track's media are in the presentation. */
export interface Span {
  /** Of the media in ticks; 0 where it is not known. */
  readonly duration: number;
  /** Milliseconds before the media are shown. */
  readonly wait: number;
  /** Time of the media that is shown first, in ticks. */
  readonly start: number;
  /** Milliseconds that are shown; 0 for all that there is. */
  readonly shown: number;
}

/** A track with its sample tables, in parts. */
export function trackBox(
  { id, kind, timescale, entry, width = 0, height = 0 }: OutputTrack,
  span: Span,
  tables: readonly Uint8Array[],
): Uint8Array[] {
  const place = [u32(0, 0), u16(0, 0, kind === "audio" ? FULL_VOLUME : 0, 0)];
  const times = u32(0, 0, id, 0, span.wait + span.shown);
  const edited = span.wait > 0 || span.start > 0;
  return boxParts("trak", [
    fullBox("tkhd", 0, ENABLED, times, ...place, MATRIX, u16(width, 0, height, 0)),
    ...edited ? [editBox(span)] : [],
    ...boxParts("mdia", [
      mediaHeader(timescale, span.duration),
      handler(kind),
      ...mediaInformation(kind, entry, tables),
    ]),
  ]);
}

/** An empty edit (§8.6.6) for the wait, then the media to their end. */
function editBox({ wait, start, shown }: Span): Uint8Array {
  const once = u16(1, 0), waiting = wait > 0 ? [u64(wait), u64(-1), once] : [];
  const count = u32(wait > 0 ? 2 : 1);
  return box("edts", fullBox("elst", 1, 0, count, ...waiting, u64(shown), u64(start), once));
}

function mediaHeader(timescale: number, duration: number): Uint8Array {
  return fullBox("mdhd", 1, 0, u64(0), u64(0), u32(timescale), u64(duration), u16(NO_LANGUAGE, 0));
}

function handler(kind: OutputTrack["kind"]): Uint8Array {
  const [type, name] = kind === "video" ? ["vide", "Video\0"] : ["soun", "Sound\0"];
  return fullBox("hdlr", 0, 0, u32(0), characters(type), u32(0, 0, 0), characters(name));
}

function mediaInformation(
  kind: OutputTrack["kind"],
  entry: Uint8Array,
  tables: readonly Uint8Array[],
): Uint8Array[] {
  const header = kind === "video"
    ? fullBox("vmhd", 0, 1, u32(0, 0))
    : fullBox("smhd", 0, 0, u32(0));
  const reference = fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, SELF_CONTAINED));
  const description = fullBox("stsd", 0, 0, u32(1), entry);
  const samples = boxParts("stbl", [description, ...tables]);
  return boxParts("minf", [header, box("dinf", reference), ...samples]);
}
