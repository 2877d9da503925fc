import type { TrackConfig } from "media/track.ts";
import type { Carriage } from "./carriage.ts";
import { h264Pictures, h265Pictures, mpeg4Pictures, mpegPictures } from "./pictures.ts";
import { aac, ac3, klv, mpegAudio, opus } from "./sound.ts";

/** How to carry a track; undefined for codecs that MPEG-TS has no place for. */
export function carriageOf(config: TrackConfig): Carriage | undefined {
  switch (config.codec) {
    case "H264":
      return h264Pictures;
    case "H265":
      return h265Pictures;
    case "MPEG-1/2 Video":
      return mpegPictures;
    case "MPEG-4 Video":
      return mpeg4Pictures;
    case "MPEG-4 Audio":
      return aac(config);
    case "MPEG-4 Audio LATM":
      // Its frames are those of AAC.
      return config.aac && aac(config.aac);
    case "MPEG-1/2 Audio":
      return mpegAudio;
    case "AC3":
      return ac3;
    case "Opus":
      return opus(config);
    case "KLV":
      return klv();
    default:
      return undefined;
  }
}
