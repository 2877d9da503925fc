import { isRandomAccess as isH264 } from "./h264/random_access.ts";
import { isRandomAccess as isH265 } from "./h265/random_access.ts";
import type { TrackConfig } from "media/track.ts";

/** Whether decoding can start with a unit of the codec. Always, for codecs that are not looked into. */
export function isRandomAccess(config: TrackConfig, payload: readonly Uint8Array[]): boolean {
  switch (config.codec) {
    case "H264":
      return isH264(payload);
    case "H265":
      return isH265(payload);
    default:
      return true;
  }
}
