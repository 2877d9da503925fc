import { OBU_SEQUENCE_HEADER, obuType, splitObus } from "media/codecs/av1/obu.ts";
import { swapByteOrder } from "media/codecs/lpcm/byte_order.ts";
import { splitLengthPrefixed } from "media/codecs/nal.ts";
import { Malformed } from "media/malformed.ts";
import type { Mp4Sample, Mp4Track } from "./mp4.ts";

/**
 * A sample of the file as `AccessUnit.payload` holds it: views where the file has it so. AV1's key frames have their
 * sequence header, which the file may hold once for all. Malformed for codecs that are not known.
 */
export function payloadOf(
  bytes: Uint8Array,
  track: Mp4Track,
  { offset, size, randomAccess }: Mp4Sample,
): readonly Uint8Array[] | Malformed {
  const sample = bytes.subarray(offset, offset + size), { config } = track;
  switch (config?.codec) {
    case undefined:
      return new Malformed(`MP4: ${track.format} is not known`);
    case "H264":
    case "H265":
      return splitLengthPrefixed(sample, track.lengthSize);
    case "AV1": {
      const obus = splitObus(sample);
      if (obus instanceof Malformed || !randomAccess || !config.sequenceHeader) return obus;
      const complete = obus.some((obu) => obuType(obu) === OBU_SEQUENCE_HEADER);
      return complete ? obus : [config.sequenceHeader, ...obus];
    }
    case "LPCM":
      return [track.littleEndian ? swapByteOrder(sample, config.bitDepth) : sample];
    default:
      return [sample];
  }
}
