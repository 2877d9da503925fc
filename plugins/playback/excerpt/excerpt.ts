import type { RecordedSegment } from "core/mod.ts";
import type { Run } from "media/mp4/write/fragment.ts";
import type { PlacedTrack } from "media/mp4/write/movie.ts";
import { type Fragment, RecordedFile } from "../recorded/file.ts";
import { type Piece, pieceOf } from "../recorded/timeline.ts";
import { type Beginning, findBeginning } from "./beginning.ts";

const SECOND = 1e6;

/** Hears of files that are left out. */
export type Unreadable = (error: Error) => undefined;

/** Bytes of a file, one behind the other. */
export interface Range {
  readonly at: number;
  readonly length: number;
}

/** What an excerpt takes of a fragment: runs, and where their data are, in the same order. */
export interface Taken {
  readonly file: RecordedFile;
  readonly runs: readonly Run[];
  readonly ranges: readonly Range[];
}

/** A part of what was recorded, from one file on to the first that does not follow. */
export class Excerpt {
  readonly tracks: readonly PlacedTrack[];
  /** Seconds on the time line of the files at which its own begins. */
  readonly #origin: number;

  private constructor(
    private readonly segments: readonly RecordedSegment[],
    private readonly first: Piece,
    private readonly beginning: Beginning,
    /** Seconds after the beginning of the first file. */
    private readonly end: number,
    start: number,
    private readonly unreadable: Unreadable,
  ) {
    const { tracks } = first.header, scales = new Map(tracks.map((t) => [t.id, t.timescale]));
    const begins = beginning.dts.entries().map(([id, dts]) => dts / scales.get(id)!);
    const origin = this.#origin = Math.min(...begins);
    this.tracks = tracks.filter(({ id }) => beginning.dts.has(id)).map((track) => ({
      ...track,
      start: Math.max(0, Math.round((start - origin) * track.timescale)),
    }));
  }

  /**
   * What was recorded from `start` (microseconds since 1970) on, for `duration` seconds; undefined where nothing was.
   * It begins where decoding can start, which is before `start` and not shown. What cannot be read was not recorded.
   */
  static async find(
    segments: readonly RecordedSegment[],
    start: number,
    duration: number,
    unreadable: Unreadable,
  ): Promise<Excerpt | undefined> {
    const end = start + duration * SECOND;
    const from = Math.max(0, segments.findLastIndex((segment) => segment.start <= start));
    for (let i = from; i < segments.length && segments[i].start < end; i++) {
      const piece = await pieceOf(segments[i]).catch(unreadable), at = segments[i].start;
      if (!piece || at + piece.duration * SECOND <= start) continue;
      const file = await RecordedFile.open(segments[i].file), after = (start - at) / SECOND;
      try {
        const beginning = await findBeginning(file, after);
        if (!beginning) continue;
        const until = (end - at) / SECOND;
        return new Excerpt(segments.slice(i), piece, beginning, until, after, unreadable);
      } finally {
        file.close();
      }
    }
    return undefined;
  }

  /** What it takes, fragment by fragment; each file is closed before the next is opened. */
  async *fragments(): AsyncGenerator<Taken> {
    const cut = new Cut(this.tracks, this.#origin);
    let piece: Piece | undefined = this.first;
    for (let i = 0; piece; i++) {
      const file = await RecordedFile.open(piece.segment.file), { offset } = piece;
      try {
        const begin = i === 0 ? this.beginning : undefined;
        for await (const fragment of file.fragments(begin?.at)) {
          const taken = cut.take(fragment, offset, this.end, begin?.dts);
          if (taken.over) return;
          if (taken.runs.length > 0) yield { file, ...taken };
        }
      } finally {
        file.close();
      }
      const next: RecordedSegment | undefined = this.segments[i + 1];
      piece = next && await pieceOf(next, piece).catch(this.unreadable);
    }
  }
}

/** Moves the samples of fragments to the time line of an excerpt, and leaves out what is not in it. */
class Cut {
  readonly #tracks: ReadonlyMap<number, PlacedTrack>;
  /** When the next sample of a track is decoded, at the least. */
  readonly #next = new Map<number, number>();

  constructor(tracks: readonly PlacedTrack[], private readonly origin: number) {
    this.#tracks = new Map(tracks.map((track) => [track.id, track]));
  }

  /** `over`: everything in it is behind the end. */
  take(
    { at, runs }: Fragment,
    offset: number,
    end: number,
    begins: ReadonlyMap<number, number> | undefined,
  ): Omit<Taken, "file"> & { readonly over: boolean } {
    const taken: Run[] = [], ranges: Range[] = [];
    let over = runs.length > 0;
    for (const { track: id, samples } of runs) {
      const track = this.#tracks.get(id);
      if (!track) continue;
      const from = begins?.get(id) ?? -Infinity, to = (end - offset) * track.timescale;
      const within = samples.filter(({ dts }) => dts >= from && dts < to);
      if (samples.some(({ dts }) => dts < to)) over = false;
      if (within.length === 0) continue;
      for (const { offset, size } of within) append(ranges, at + offset, size);
      taken.push(this.#runOf(track, within, offset));
    }
    return { runs: taken, ranges, over };
  }

  #runOf(
    { id, timescale }: PlacedTrack,
    samples: Fragment["runs"][number]["samples"],
    offset: number,
  ): Run {
    const moved = Math.round((offset - this.origin) * timescale) + samples[0].dts;
    const dts = Math.max(moved, this.#next.get(id) ?? 0);
    const made = samples.map(({ size, duration, pts, dts, randomAccess }) => {
      return { size, duration, offset: pts - dts, randomAccess };
    });
    this.#next.set(id, made.reduce((time, { duration }) => time + duration, dts));
    return { track: id, dts, samples: made };
  }
}

/** Adds bytes to ranges, to the last where they follow it. */
function append(ranges: Range[], at: number, length: number): void {
  const last = ranges.at(-1);
  if (last && last.at + last.length === at) {
    ranges[ranges.length - 1] = { at: last.at, length: last.length + length };
  } else ranges.push({ at, length });
}
