import { concat } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { joinObus, OBU_SEQUENCE_HEADER, obuType, splitObus } from "./obu.ts";
import { parseSequenceHeader } from "./sequence_header.ts";

/** Bytes before the OBUs. */
const HEAD = 4;

/** Reads an AV1CodecConfigurationRecord (AV1-ISOBMFF §2.3.3): the sequence header, where it holds one. */
export function readAv1C(bytes: Uint8Array): ConfigOf<"AV1"> | Malformed {
  if (bytes.length < HEAD) return new Malformed("AV1: av1C is cut short");
  const obus = splitObus(bytes.subarray(HEAD));
  if (isMalformed(obus)) return obus;
  const sequenceHeader = obus.find((obu) => obuType(obu) === OBU_SEQUENCE_HEADER);
  return { codec: "AV1", ...sequenceHeader && { sequenceHeader } };
}

/** Writes an AV1CodecConfigurationRecord; Malformed without a sequence header, or a good one. */
export function writeAv1C({ sequenceHeader }: ConfigOf<"AV1">): Uint8Array | Malformed {
  if (!sequenceHeader) return new Malformed("AV1: no sequence header");
  const parsed = parseSequenceHeader(sequenceHeader);
  if (isMalformed(parsed)) return parsed;
  const { bitDepth, tier, monochrome, subsamplingX, subsamplingY } = parsed;
  const format = tier << 7 | (bitDepth > 8 ? 0x40 : 0) | (bitDepth === 12 ? 0x20 : 0) |
    (monochrome ? 0x10 : 0) | (subsamplingX ? 8 : 0) | (subsamplingY ? 4 : 0) |
    parsed.chromaPosition;
  const head = Uint8Array.of(0x81, parsed.profile << 5 | parsed.level, format, 0);
  return concat([head, joinObus([sequenceHeader])]);
}
