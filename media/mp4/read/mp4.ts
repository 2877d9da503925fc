import { Malformed } from "media/malformed.ts";
import { type Box, boxesIn } from "./box.ts";
import { type FragmentTrack, readFragment } from "./fragment.ts";
import { readMovie, type TrackHeader } from "./movie.ts";
import { type Mp4Sample, SampleList } from "./sample.ts";
import { readSampleTable } from "./sample_table.ts";

export type { Mp4Sample } from "./sample.ts";

/** A track of a file, its samples in decoding order. */
export interface Mp4Track
  extends Pick<TrackHeader, "id" | "kind" | "timescale" | "format" | "config"> {
  readonly lengthSize?: TrackHeader["lengthSize"];
  readonly littleEndian?: boolean;
  readonly samples: readonly Mp4Sample[];
}

/** Pieces that samples of LPCM are joined to, per second. */
const PIECES = 10;

/**
 * Reads a whole file, plain or fragmented (ISO/IEC 14496-12): all its tracks, in their order, with the samples of both
 * forms. Tracks of codecs that are not known have no `config`. Of a fragmented file that ends too early the samples
 * that are whole count.
 */
export function readMp4(bytes: Uint8Array): readonly Mp4Track[] | Malformed {
  const boxes = boxesIn(bytes);
  if (boxes[0]?.type !== "ftyp") return new Malformed("MP4: the file does not begin with ftyp");
  const moov = boxes.find(({ type, cut }) => type === "moov" && !cut);
  if (!moov) return new Malformed("MP4: no movie box");
  const headers = readMovie(bytes, moov);
  if (headers instanceof Malformed) return headers;
  const lists = headers.map((header) => new SampleList(longest(header)));
  for (const [i, { stbl, shift }] of headers.entries()) {
    const failed = readSampleTable(bytes, stbl, shift, lists[i]);
    if (failed) return failed;
  }
  const failed = readFragments(bytes, boxes, headers, lists);
  return failed ?? headers.map((header, i) => trackOf(header, lists[i]));
}

/** Reads fragments up to the first that is cut. */
function readFragments(
  bytes: Uint8Array,
  boxes: readonly Box[],
  headers: readonly TrackHeader[],
  lists: readonly SampleList[],
): Malformed | undefined {
  const tracks = new Map<number, FragmentTrack>();
  for (const [i, { id, defaults, shift }] of headers.entries()) {
    const last = lists[i].samples.at(-1), next = last ? last.dts + last.duration - shift : 0;
    tracks.set(id, { defaults, shift, list: lists[i], next });
  }
  const budget = { samples: bytes.length, end: bytes.length };
  for (const box of boxes) {
    if (box.type !== "moof" || box.cut) continue;
    const failed = readFragment(bytes, box, tracks, budget);
    if (failed) return failed;
  }
  return undefined;
}

function longest({ config, timescale }: TrackHeader): number {
  return config?.codec === "LPCM" ? Math.floor(timescale / PIECES) : 0;
}

function trackOf(header: TrackHeader, { samples }: SampleList): Mp4Track {
  const { id, kind, timescale, format, config, lengthSize, littleEndian } = header;
  return { id, kind, timescale, format, config, lengthSize, littleEndian, samples };
}
