import type { RecordedSegment } from "core/mod.ts";
import { equalBytes } from "media/bytes.ts";
import type { RecordedHeader } from "media/mp4/read/recorded.ts";
import { RecordedFile } from "./file.ts";

/** Seconds between two files of others that belong together, at the most. */
const GAP = 1;

/** A recorded file as a part of what was recorded without a break. */
export interface Piece {
  readonly segment: RecordedSegment;
  readonly header: RecordedHeader;
  /** Seconds from the beginning of the first file. */
  readonly offset: number;
  /** Seconds. */
  readonly duration: number;
}

/**
 * The piece that a file makes behind another; the first where there is none before. Undefined where it does not belong
 * to what is before. Rejects where it cannot be read.
 */
export async function pieceOf(
  segment: RecordedSegment,
  before?: Piece,
): Promise<Piece | undefined> {
  const file = await RecordedFile.open(segment.file);
  try {
    const { header } = file, offset = before ? offsetBehind(before, segment, header) : 0;
    if (offset === undefined) return undefined;
    return { segment, header, offset, duration: await file.duration() };
  } finally {
    file.close();
  }
}

/** Where a file begins on the time line of those before; undefined where it does not follow. */
function offsetBehind(
  before: Piece,
  { start }: RecordedSegment,
  header: RecordedHeader,
): number | undefined {
  if (!sameTracks(before.header, header)) return undefined;
  const { info: last } = before.header, { info } = header;
  if (last && info) {
    const follows = equalBytes(last.streamId, info.streamId) && info.number === last.number + 1;
    return follows ? before.offset + (info.dts - last.dts) / 1e9 : undefined;
  }
  const elapsed = (start - before.segment.start) / 1e6;
  return Math.abs(elapsed - before.duration) <= GAP ? before.offset + elapsed : undefined;
}

function sameTracks({ tracks: a }: RecordedHeader, { tracks: b }: RecordedHeader): boolean {
  return a.length === b.length &&
    a.every(({ id, timescale, entry }, i) =>
      id === b[i].id && timescale === b[i].timescale && equalBytes(entry, b[i].entry)
    );
}

/** Files that were recorded without a break. */
export interface Run {
  /** Microseconds since 1970. */
  readonly start: number;
  /** Seconds. */
  readonly duration: number;
}

/** What was recorded, file by file, joined where it was without a break. `unreadable` hears of files that are left out. */
export async function runsOf(
  segments: readonly RecordedSegment[],
  unreadable: (reason: string) => void,
): Promise<Run[]> {
  const runs: { start: number; duration: number }[] = [];
  let last: Piece | undefined;
  for (const segment of segments) {
    try {
      const next = last && await pieceOf(segment, last);
      last = next ?? await pieceOf(segment);
      if (!next) runs.push({ start: segment.start, duration: 0 });
      runs[runs.length - 1].duration = last!.offset + last!.duration;
    } catch (error) {
      last = undefined;
      unreadable((error as Error).message);
    }
  }
  return runs;
}
