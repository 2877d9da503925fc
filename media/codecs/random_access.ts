import type { TrackConfig } from "media/track.ts";
import { isRandomAccess as isAv1 } from "./av1/random_access.ts";
import { isRandomAccess as isH264 } from "./h264/random_access.ts";
import { isRandomAccess as isH265 } from "./h265/random_access.ts";
import { hasSequenceHeader } from "./mpeg_video/start_code.ts";
import { isIntra } from "./mpeg4_video/start_code.ts";
import { isKeyFrame as isVp8 } from "./vp8/frame_header.ts";
import { isKeyFrame as isVp9 } from "./vp9/frame_header.ts";

/** Whether decoding can start with a unit of the codec. Always, for codecs that are not looked into. */
export function isRandomAccess(config: TrackConfig, payload: readonly Uint8Array[]): boolean {
  switch (config.codec) {
    case "H264":
      return isH264(payload);
    case "H265":
      return isH265(payload);
    case "AV1":
      return isAv1(payload);
    case "MPEG-1/2 Video":
      return payload.length > 0 && hasSequenceHeader(payload[0]);
    case "MPEG-4 Video":
      return payload.length > 0 && isIntra(payload[0]);
    case "VP8":
      return payload.length > 0 && isVp8(payload[0]);
    case "VP9":
      return payload.length > 0 && isVp9(payload[0]);
    default:
      return true;
  }
}
