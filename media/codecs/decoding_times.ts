import { DtsExtractor as H264Times } from "./h264/dts.ts";
import { DtsExtractor as H265Times } from "./h265/dts.ts";
import type { Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";

/** Finds the decoding time of units that come in decoding order, in ticks of the track's clock. */
export interface DecodingTimes {
  extract(payload: readonly Uint8Array[], pts: number): number | Malformed;
}

/** Codecs that do not reorder are decoded when they are presented. */
const AS_PRESENTED: DecodingTimes = { extract: (_payload, pts) => pts };

/** The extractor of a codec; one serves one track of one feed. */
export function decodingTimesOf(config: TrackConfig, clockRate: number): DecodingTimes {
  if (config.codec === "H264") return new H264Times(clockRate, config.sps);
  if (config.codec === "H265") return new H265Times(clockRate, config.sps);
  return AS_PRESENTED;
}
