import { writeFormat } from "media/rtp/format.ts";
import type { Kind, Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";

/** A unit of a reel: times in ticks of its clock rate from the beginning of a round. */
export interface ReelUnit extends Pick<AccessUnit, "pts" | "dts" | "randomAccess" | "payload"> {
  readonly duration: number;
}

/** What fills in for one track, played round and round. */
export interface Reel {
  readonly kind: Kind;
  /** That of its RTP format. */
  readonly clockRate: number;
  readonly config: TrackConfig;
  /** Units of a round, in decoding order; above 0. */
  readonly length: number;
  /** Seconds of a round. */
  readonly period: number;
  /** Unit `index` of a round; undefined where it is damaged. */
  unit(index: number): ReelUnit | undefined;
}

/** A reel of units that are there, one behind the other from 0 on, each lasting `duration` ticks and shown at once. */
export function evenReel(
  kind: Kind,
  config: TrackConfig,
  payloads: readonly (readonly Uint8Array[])[],
  duration: number,
): Reel {
  const clockRate = clockRateOf(config),
    units = payloads.map((payload, i): ReelUnit => {
      const at = i * duration;
      return { pts: at, dts: at, duration, randomAccess: true, payload };
    });
  const period = units.length * duration / clockRate;
  return { kind, clockRate, config, length: units.length, period, unit: (index) => units[index] };
}

/** Ticks per second of a track of a config. */
export function clockRateOf(config: TrackConfig): number {
  return writeFormat(config, 0).clockRate;
}

/** The tracks that reels make up. */
export function tracksOf(reels: readonly Reel[]): Track[] {
  return reels.map(({ kind, clockRate, config }, id) => ({
    id,
    media: id,
    kind,
    clockRate,
    config,
  }));
}
