import { isMalformed, type Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { soundOf } from "./sound_entry.ts";
import { pictureOf } from "./video_entry.ts";

/** A track as the movie box declares it. */
export interface OutputTrack {
  /** track_ID, above 0. */
  readonly id: number;
  readonly kind: "video" | "audio";
  /** Ticks per second of all its times. */
  readonly timescale: number;
  /** The box of its sample description (ISO/IEC 14496-12 §8.5.2). */
  readonly entry: Uint8Array;
  /** Pixels; of video. */
  readonly width?: number;
  readonly height?: number;
}

/**
 * The track of a config, its times in ticks of `timescale`. `first` is the payload of the unit that it begins with, a
 * random access: some codecs tell sizes, rates and layouts in frames only. Undefined for codecs that MP4 cannot carry;
 * Malformed while parameter sets are missing or damaged.
 */
export function outputTrack(
  id: number,
  config: TrackConfig,
  timescale: number,
  first: readonly Uint8Array[] = [],
): OutputTrack | undefined | Malformed {
  const picture = pictureOf(config, first);
  if (picture) return isMalformed(picture) ? picture : { id, kind: "video", timescale, ...picture };
  const entry = soundOf(config, first);
  return !entry || isMalformed(entry) ? entry : { id, kind: "audio", timescale, entry };
}
