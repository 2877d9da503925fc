import type { RecordedFile } from "../recorded/file.ts";

/** Where an excerpt begins in its first file. */
export interface Beginning {
  /** The first fragment that is needed. */
  readonly at: number;
  /** The first sample of each track, by its decoding time in ticks. */
  readonly dts: ReadonlyMap<number, number>;
}

/**
 * For each track the last sample that decoding can start with and that is shown at `time` (seconds) or before; where
 * there is none, the first. Undefined for a file without samples.
 */
export async function findBeginning(
  file: RecordedFile,
  time: number,
): Promise<Beginning | undefined> {
  const found = new Map<number, { at: number; dts: number }>();
  const { tracks } = file.header;
  for await (const { at, runs } of file.fragments()) {
    let over = runs.length > 0;
    for (const { track, samples } of runs) {
      const { timescale } = tracks.find(({ id }) => id === track)!, until = time * timescale;
      for (const { pts, dts, randomAccess } of samples) {
        if (pts <= until) over = false;
        if (randomAccess && (pts <= until || !found.has(track))) found.set(track, { at, dts });
      }
    }
    if (over) break;
  }
  if (found.size === 0) return undefined;
  return {
    at: Math.min(...found.values().map(({ at }) => at)),
    dts: new Map(found.entries().map(([track, { dts }]) => [track, dts])),
  };
}
