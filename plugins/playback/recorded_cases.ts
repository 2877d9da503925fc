import type { RecordedSegment } from "core/mod.ts";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { writeMtxi } from "media/mp4/mtxi.ts";
import { fragment, type Run, type Sample } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { samplesOf } from "media/mp4/write/sample.ts";
import { type OutputTrack, outputTrack } from "media/mp4/write/track.ts";
import { type Clip, CLIPS } from "../../test/streams/clips.ts";

/** For tests: what a recorded file is like. */
export interface FileCase {
  /** Seconds after `EPOCH` by its name. */
  readonly at: number;
  /** Its place in its recording; undefined for a file that does not tell. */
  readonly number?: number;
  readonly stream?: number;
  /** Seconds on the time line of the recording; `at` where absent. */
  readonly dts?: number;
  /** It was not brought to an end. */
  readonly unfinished?: boolean;
  readonly clips?: readonly Clip[];
}

/** For tests: microseconds since 1970 that times count from, in whole seconds. */
export const EPOCH = Date.UTC(2026, 10, 21, 12) * 1000;

/** For tests: pictures of 0.04 s, of which the first and the eighth are key frames, and sound beside them. */
export const LENGTH = 0.56;
const H264 = CLIPS.h264;
const AAC: Clip = { ...CLIPS.aac, units: CLIPS.aac.units.slice(0, 9) };
/** Units of each fragment. */
const STEPS = [5, 3];

/** For tests: writes files to a folder; what they are to those who look for recordings, in order. */
export async function write(
  folder: string,
  cases: readonly FileCase[],
): Promise<RecordedSegment[]> {
  const segments: RecordedSegment[] = [];
  for (const one of cases) {
    const start = EPOCH + Math.round(one.at * 1e6), file = `${folder}/${start}.mp4`;
    await Deno.writeFile(file, bytesOf(one));
    segments.push({ start, file });
  }
  return segments;
}

/** For tests: one file. */
export function bytesOf(one: FileCase): Uint8Array {
  const { clips = [H264, AAC], at, number, stream = 1, dts = at, unfinished } = one;
  const tracks = clips.map(({ config, clockRate }, i) => {
    const track = outputTrack(i + 1, config, clockRate);
    if (!track || isMalformed(track)) throw new Error(`Cannot write ${config.codec}`);
    return track;
  });
  const info = {
    streamId: new Uint8Array(16).fill(stream),
    number: number ?? 0,
    dts: Math.round(dts * 1e9),
    ntp: EPOCH + at * 1e6,
  };
  const userData = number === undefined ? [] : [writeMtxi(info)];
  const duration = unfinished ? 0 : 1000 * LENGTH;
  return concat([initSegment(tracks, { userData, duration }), ...fragmentsOf(clips, tracks)]);
}

function fragmentsOf(clips: readonly Clip[], tracks: readonly OutputTrack[]): Uint8Array[] {
  const fragments: Uint8Array[] = [];
  for (let number = 0;; number++) {
    const runs = clips.flatMap((clip, i) => {
      const step = STEPS[i], from = number * step;
      return from < clip.units.length ? [runOf(clip, tracks[i].id, from, from + step)] : [];
    });
    if (runs.length === 0) return fragments;
    fragments.push(fragment(number + 1, runs));
  }
}

function runOf(
  { units, config, clockRate }: Clip,
  track: number,
  from: number,
  to: number,
): Run<Sample> {
  const base = units[0].dts, end = base + Math.round(LENGTH * clockRate);
  const samples = units.slice(from, to).map((unit, i): Sample => {
    const [data] = samplesOf(config, unit.payload), next = units[from + i + 1]?.dts ?? end;
    const { pts, dts, randomAccess } = unit;
    return { ...data, duration: next - dts, offset: pts - dts, randomAccess };
  });
  return { track, dts: units[from].dts - base, samples };
}

/** For tests: a folder that vanishes. */
export async function within(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
