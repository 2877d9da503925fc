import * as h264 from "media/codecs/h264/nal_type.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { headersOf } from "media/codecs/mpeg4_video/layer.ts";
import { withParameterSets } from "media/parameter_sets.ts";
import { STREAM_VIDEO } from "../pes/write.ts";
import * as type from "../stream_type.ts";
import type { Carriage, CarriedUnit } from "./carriage.ts";

const VIDEO = { kind: "video", descriptors: [], streamId: STREAM_VIDEO } as const;

const START_CODE = Uint8Array.of(0, 0, 0, 1);
/** Access unit delimiters of pictures of any type, which have to come first (ISO/IEC 13818-1 §2.14.1, §2.17.1). */
const H264_DELIMITER = Uint8Array.of(0, 0, 0, 1, h264.NAL_DELIMITER, 0xf0);
const H265_DELIMITER = Uint8Array.of(0, 0, 0, 1, h265.NAL_DELIMITER << 1, 1, 0x50);

export const h264Pictures: Carriage = {
  ...VIDEO,
  streamType: type.H264,
  write: (unit, parts) =>
    writeNalus(unit, parts, H264_DELIMITER, (nalu) => h264.nalType(nalu) === h264.NAL_DELIMITER),
};

export const h265Pictures: Carriage = {
  ...VIDEO,
  streamType: type.H265,
  write: (unit, parts) =>
    writeNalus(unit, parts, H265_DELIMITER, (nalu) => h265.nalType(nalu) === h265.NAL_DELIMITER),
};

/** MPEG-1 video as well, which decoders of MPEG-2 understand. */
export const mpegPictures: Carriage = {
  ...VIDEO,
  streamType: type.MPEG2_VIDEO,
  write: ({ payload }, parts) => (parts.push(...payload), undefined),
};

export const mpeg4Pictures: Carriage = {
  ...VIDEO,
  streamType: type.MPEG4_VIDEO,
  write({ payload, randomAccess, config }, parts) {
    const headers = config.codec === "MPEG-4 Video" ? config.config : undefined;
    const bare = payload.length > 0 && headersOf(payload[0]).length === 0;
    if (headers && randomAccess && bare) parts.push(headers);
    parts.push(...payload);
    return undefined;
  },
};

function writeNalus(
  { payload, randomAccess, config }: CarriedUnit,
  parts: Uint8Array[],
  delimiter: Uint8Array,
  isDelimiter: (nalu: Uint8Array) => boolean,
): undefined {
  parts.push(delimiter);
  for (const nalu of randomAccess ? withParameterSets(payload, config) : payload) {
    if (!isDelimiter(nalu)) parts.push(START_CODE, nalu);
  }
}
