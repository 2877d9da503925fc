import type { Malformed } from "media/malformed.ts";
import type { Kind, TrackConfig } from "media/track.ts";
import type { Descriptor } from "../psi/tables.ts";
import { h264Pictures, h265Pictures, mpeg4Pictures, mpegPictures } from "./pictures.ts";
import { aac, ac3, klv, mpegAudio, opus } from "./sound.ts";

/** How a track with one config is carried. */
export interface Carriage {
  readonly kind: Kind;
  readonly streamType: number;
  readonly descriptors: readonly Descriptor[];
  /** Of its PES packets. */
  readonly streamId: number;
  /** Adds the data of the PES packet with one unit to `parts`: small headers, and views of the payload. */
  write(unit: CarriedUnit, parts: Uint8Array[]): Malformed | undefined;
}

export interface CarriedUnit {
  readonly payload: readonly Uint8Array[];
  readonly randomAccess: boolean;
  readonly config: TrackConfig;
}

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
