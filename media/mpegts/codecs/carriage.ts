import { type AdtsFormat, encodeAdts } from "media/codecs/aac/adts.ts";
import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import * as h264 from "media/codecs/h264/nal_type.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { withParameterSets } from "media/parameter_sets.ts";
import type { ConfigOf, Kind, TrackConfig } from "media/track.ts";
import { STREAM_AUDIO, STREAM_VIDEO } from "../pes/write.ts";
import type { Descriptor } from "../psi/tables.ts";
import * as type from "../stream_type.ts";

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
      return pictures(
        type.H264,
        H264_DELIMITER,
        (nalu) => h264.nalType(nalu) === h264.NAL_DELIMITER,
      );
    case "H265":
      return pictures(
        type.H265,
        H265_DELIMITER,
        (nalu) => h265.nalType(nalu) === h265.NAL_DELIMITER,
      );
    case "MPEG-4 Audio":
      return aac(config);
    case "MPEG-4 Audio LATM":
      // Its frames are those of AAC.
      return config.aac && aac(config.aac);
    default:
      return undefined;
  }
}

const START_CODE = Uint8Array.of(0, 0, 0, 1);
/** Access unit delimiters of pictures of any type, which have to come first (ISO/IEC 13818-1 §2.14.1, §2.17.1). */
const H264_DELIMITER = Uint8Array.of(0, 0, 0, 1, h264.NAL_DELIMITER, 0xf0);
const H265_DELIMITER = Uint8Array.of(0, 0, 0, 1, h265.NAL_DELIMITER << 1, 1, 0x50);

function pictures(
  streamType: number,
  delimiter: Uint8Array,
  isDelimiter: (nalu: Uint8Array) => boolean,
): Carriage {
  const write = ({ payload, randomAccess, config }: CarriedUnit, parts: Uint8Array[]) => {
    parts.push(delimiter);
    for (const nalu of randomAccess ? withParameterSets(payload, config) : payload) {
      if (!isDelimiter(nalu)) parts.push(START_CODE, nalu);
    }
    return undefined;
  };
  return { kind: "video", streamType, descriptors: [], streamId: STREAM_VIDEO, write };
}

/** Behind ADTS headers; undefined where they cannot tell the format. */
function aac({ config }: ConfigOf<"MPEG-4 Audio">): Carriage | undefined {
  const format = parseAudioSpecificConfig(config);
  if (isMalformed(format) || isMalformed(encodeAdts(format, new Uint8Array()))) return undefined;
  const write = ({ payload }: CarriedUnit, parts: Uint8Array[]) => adts(format, payload, parts);
  return {
    ...{ kind: "audio", streamType: type.ADTS, descriptors: [], streamId: STREAM_AUDIO },
    write,
  };
}

function adts(
  format: AdtsFormat,
  frames: readonly Uint8Array[],
  parts: Uint8Array[],
): Malformed | undefined {
  for (const frame of frames) {
    const written = encodeAdts(format, frame);
    if (isMalformed(written)) return written;
    parts.push(written);
  }
  return undefined;
}
