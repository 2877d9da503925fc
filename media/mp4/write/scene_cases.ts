import { concat } from "media/bytes.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "../read/mp4.ts";
import { payloadOf } from "../read/payload.ts";
import { fragment, type Run, type Sample } from "./fragment.ts";
import { initSegment } from "./movie.ts";
import { PlainMovie } from "./plain.ts";
import { samplesOf } from "./sample.ts";
import { type OutputTrack, outputTrack } from "./track.ts";

/** For tests: a track of a vector, ready to be written. */
export interface Scene {
  readonly source: Mp4Track;
  readonly track: OutputTrack;
  readonly samples: readonly Sample[];
}

function sceneOf(bytes: Uint8Array, source: Mp4Track, id: number): Scene {
  const { config, timescale } = source;
  const payloads = source.samples.map((sample) => {
    const payload = payloadOf(bytes, source, sample);
    return good(payload);
  });
  const track = good(outputTrack(id, config!, timescale, payloads[0])!);
  const samples = source.samples.map(({ pts, dts, duration, randomAccess }, i) => {
    const [data] = samplesOf(config!, payloads[i]);
    return { ...data, duration, offset: pts - dts, randomAccess };
  });
  return { source, track, samples };
}

/** For tests: those of a file. */
export function scenesOf(bytes: Uint8Array): Scene[] {
  return read(bytes).map((source, i) => sceneOf(bytes, source, i + 1));
}

/** All tracks in turn, so many samples of each. */
function* runsOf(scenes: readonly Scene[], step: number): Generator<Run<Sample>[]> {
  for (let from = 0;; from += step) {
    const runs = scenes.filter(({ samples }) => from < samples.length)
      .map(({ source, track, samples }) => ({
        track: track.id,
        dts: source.samples[from].dts - source.samples[0].dts,
        samples: samples.slice(from, from + step),
      }));
    if (runs.length === 0) return;
    yield runs;
  }
}

/** For tests: them in fragments of so many samples of each. */
export function inFragments(scenes: readonly Scene[], step: number): Uint8Array {
  const fragments = [...runsOf(scenes, step)].map((runs, i) => fragment(i + 1, runs));
  return concat([initSegment(scenes.map(({ track }) => track)), ...fragments]);
}

/** For tests: them in a plain file, in chunks of so many samples. */
export function inOne(scenes: readonly Scene[], step: number): Uint8Array {
  const movie = new PlainMovie(scenes.map(({ track }) => track)), data: Uint8Array[] = [];
  for (const run of [...runsOf(scenes, step)].flat()) {
    movie.add(run);
    data.push(...run.samples.flatMap(({ data }) => data));
  }
  return concat([...movie.header(), ...data]);
}

/** For tests: the tracks of a file; throws where it cannot be read. */
export function read(bytes: Uint8Array): readonly Mp4Track[] {
  return good(readMp4(bytes));
}

function good<T>(value: T | Malformed): T {
  if (isMalformed(value)) throw new Error(value.reason);
  return value;
}
