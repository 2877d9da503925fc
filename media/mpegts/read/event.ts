import type { Malformed } from "media/malformed.ts";
import type { Kind, TrackConfig } from "media/track.ts";
import type { EsUnit } from "../codecs/elementary.ts";

/** An elementary stream that is a track. */
export interface TsTrack {
  readonly kind: Kind;
  readonly config: TrackConfig;
}

/**
 * The tracks are known. It comes before all units, and again where a programme goes on with other codecs. Empty where
 * it has none that are supported.
 */
export interface TsTracks {
  readonly type: "tracks";
  readonly tracks: readonly TsTrack[];
}

/** A unit of a track, its times in ticks of 90 kHz, unwrapped from the first one on. */
export interface TsUnit extends EsUnit {
  readonly type: "unit";
  /** Its place in the last `TsTracks`. */
  readonly track: number;
}

/** An elementary stream is left out, which `what` names: told once. */
export interface TsSkipped {
  readonly type: "skipped";
  readonly what: string;
}

/** Packets are missing. */
export interface TsLost {
  readonly type: "lost";
  readonly packets: number;
}

/** What a demuxer found; Malformed where something broke the format, and was passed over. */
export type TsEvent = TsTracks | TsUnit | TsSkipped | TsLost | Malformed;
