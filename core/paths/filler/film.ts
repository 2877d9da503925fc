import { isMalformed } from "media/malformed.ts";
import { type Mp4Sample, type Mp4Track, readMp4 } from "media/mp4/read/mp4.ts";
import { payloadOf } from "media/mp4/read/payload.ts";
import type { TrackConfig } from "media/track.ts";
import { clockRateOf, type Reel } from "./reel.ts";

/** The shortest round, in seconds, whatever durations a file tells. */
const SHORTEST = 0.1;

/** A track that can be played, from the first sample on that decoding can start with. */
interface Playable extends Mp4Track {
  readonly config: TrackConfig;
}

/**
 * The reels of an MP4 file, which begin and end together; or the reason why it cannot fill in: it needs a track, and
 * known codecs in all. The bytes are held for as long as the reels are.
 */
export function filmOf(bytes: Uint8Array): readonly Reel[] | string {
  const read = readMp4(bytes);
  if (isMalformed(read)) return `it is no MP4 file, or a damaged one (${read.reason})`;
  if (read.length === 0) return "it holds no track";
  const tracks: Playable[] = [];
  for (const [i, track] of read.entries()) {
    const { config } = track, first = track.samples.findIndex(({ randomAccess }) => randomAccess);
    if (!config) return `track ${i + 1} is of no known codec`;
    if (first < 0) return `track ${i + 1} is empty`;
    tracks.push({ ...track, config, samples: decodedInTime(track.samples.slice(first)) });
  }
  const start = least(tracks, ({ dts }) => dts);
  const shown = least(tracks, ({ pts }) => pts), end = -least(tracks, (s) => -(s.pts + s.duration));
  const period = Math.max(SHORTEST, end - shown);
  return tracks.map((track) => reelOf(bytes, track, start, period));
}

/** The samples, decoded early enough for each to be there when it is presented: files may tell otherwise. */
function decodedInTime(samples: readonly Mp4Sample[]): readonly Mp4Sample[] {
  const late = samples.reduce((most, { dts, pts }) => Math.max(most, dts - pts), 0);
  return late === 0 ? samples : samples.map((sample) => ({ ...sample, dts: sample.dts - late }));
}

/** The least of what the samples of all tracks give, in seconds. */
function least(tracks: readonly Playable[], of: (sample: Mp4Sample) => number): number {
  let found = Infinity;
  for (const { samples, timescale } of tracks) {
    for (const sample of samples) found = Math.min(found, of(sample) / timescale);
  }
  return found;
}

/** `start`: seconds in the file's time that a round begins with. */
function reelOf(bytes: Uint8Array, track: Playable, start: number, period: number): Reel {
  const { kind, config, timescale, samples } = track, clockRate = clockRateOf(config);
  const ticks = (time: number) => Math.round((time / timescale - start) * clockRate);
  return {
    ...{ kind, clockRate, config, period, length: samples.length },
    unit(index) {
      const sample = samples[index], payload = payloadOf(bytes, track, sample);
      if (isMalformed(payload)) return undefined;
      return {
        pts: ticks(sample.pts),
        dts: ticks(sample.dts),
        duration: Math.round(sample.duration * clockRate / timescale),
        randomAccess: kind !== "video" || sample.randomAccess,
        payload,
      };
    },
  };
}
