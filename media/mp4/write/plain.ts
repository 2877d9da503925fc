import { concat } from "media/bytes.ts";
import { boxParts, characters, HEADER, u32, u64 } from "./box.ts";
import type { Run } from "./fragment.ts";
import {
  fileType,
  MOVIE_TIMESCALE,
  movieHeader,
  nextId,
  type PlacedTrack,
  type Span,
  trackBox,
} from "./movie.ts";
import { SampleTables } from "./tables.ts";

const MAX_U32 = 2 ** 32 - 1;

/**
 * A plain file: its tables go before the data, so all samples are told first, run by run in the order of their data,
 * and then what the file begins with can be made.
 */
export class PlainMovie {
  readonly #tracks: readonly { readonly track: PlacedTrack; readonly tables: SampleTables }[];
  /** Bytes of data. */
  #size = 0;

  constructor(tracks: readonly PlacedTrack[]) {
    this.#tracks = tracks.map((track) => ({ track, tables: new SampleTables() }));
  }

  /** Runs of a track that it does not have are left out. */
  add(run: Run): void {
    this.#tracks.find(({ track }) => track.id === run.track)?.tables.add(run, this.#size);
    for (const { size } of run.samples) this.#size += size;
  }

  /** All that goes before the data, in parts, of which some may be large. */
  header(): Uint8Array[] {
    const type = fileType(), narrow = type.length + sizeOf(this.#movie(0, false)) + HEADER;
    if (narrow + this.#size <= MAX_U32) {
      const data = concat([u32(HEADER + this.#size), characters("mdat")]);
      return [type, ...this.#movie(narrow, false), data];
    }
    const data = concat([u32(1), characters("mdat"), u64(2 * HEADER + this.#size)]);
    const base = type.length + sizeOf(this.#movie(0, true)) + data.length;
    return [type, ...this.#movie(base, true), data];
  }

  #movie(base: number, wide: boolean): Uint8Array[] {
    const spans = this.#tracks.map(({ track, tables }) => spanOf(track, tables));
    const longest = Math.max(0, ...spans.map(({ wait, shown }) => wait + shown));
    return boxParts("moov", [
      movieHeader(longest, nextId(this.#tracks.map(({ track }) => track))),
      ...this.#tracks.flatMap(({ track, tables }, i) =>
        trackBox(track, spans[i], tables.boxes(base, wide))
      ),
    ]);
  }
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Times of the samples begin with the first one: an edit puts them where they belong. */
function spanOf({ timescale, start = 0 }: PlacedTrack, { begin, duration }: SampleTables): Span {
  const hidden = Math.max(0, start - begin);
  const milliseconds = (ticks: number) => Math.round(ticks / timescale * MOVIE_TIMESCALE);
  return {
    duration,
    start: hidden,
    wait: milliseconds(Math.max(0, begin - start)),
    shown: milliseconds(Math.max(0, duration - hidden)),
  };
}
