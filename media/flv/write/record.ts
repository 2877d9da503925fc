import { concat, writeU16 } from "media/bytes.ts";
import { joinObus } from "media/codecs/av1/obu.ts";
import { parseSequenceHeader } from "media/codecs/av1/sequence_header.ts";
import { parseSps as parseH264Sps } from "media/codecs/h264/sps.ts";
import { NAL_PPS, NAL_SPS, NAL_VPS } from "media/codecs/h265/nal_type.ts";
import { parseSps as parseH265Sps } from "media/codecs/h265/sps.ts";
import type { Vp9Format } from "media/codecs/vp9/frame_header.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";

/** Profiles without the fields of the chroma format (ISO/IEC 14496-15 §5.3.3.1.2). */
const PLAIN_PROFILES: ReadonlySet<number> = new Set([66, 77, 88]);
/** Four bytes before each NAL unit. */
const LENGTH_SIZE_MINUS_ONE = 3;

/**
 * Writes an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1) of one SPS and PPS; Malformed where one is
 * missing or damaged.
 */
export function writeAvcC({ sps, pps }: ConfigOf<"H264">): Uint8Array | Malformed {
  if (!sps || !pps) return new Malformed("H264: no parameter sets");
  const parsed = parseH264Sps(sps);
  if (isMalformed(parsed)) return parsed;
  const { profile, constraints, level, chromaFormat, bitDepthLuma, bitDepthChroma } = parsed;
  const format = [0xfc | chromaFormat, 0xf8 | bitDepthLuma - 8, 0xf8 | bitDepthChroma - 8, 0];
  return concat([
    Uint8Array.of(1, profile, constraints, level, 0xfc | LENGTH_SIZE_MINUS_ONE, 0xe0 | 1),
    ...sized(sps),
    Uint8Array.of(1),
    ...sized(pps),
    Uint8Array.from(PLAIN_PROFILES.has(profile) ? [] : format),
  ]);
}

/**
 * Writes an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.3.3.1) of one VPS, SPS and PPS, which may come in the
 * stream as well; Malformed where one is missing or damaged.
 */
export function writeHvcC({ vps, sps, pps }: ConfigOf<"H265">): Uint8Array | Malformed {
  if (!vps || !sps || !pps) return new Malformed("H265: no parameter sets");
  const head = hvcCHead(sps);
  if (isMalformed(head)) return head;
  const array = (type: number, set: Uint8Array) => [Uint8Array.of(type, 0, 1), ...sized(set)];
  return concat([
    head,
    ...array(NAL_VPS, vps),
    ...array(NAL_SPS, sps),
    ...array(NAL_PPS, pps),
  ]);
}

/** The 23 bytes before the first array. */
function hvcCHead(sps: Uint8Array): Uint8Array | Malformed {
  const parsed = parseH265Sps(sps);
  if (isMalformed(parsed)) return parsed;
  const head = new Uint8Array(23), view = new DataView(head.buffer);
  head[0] = 1;
  head[1] = parsed.profileSpace << 6 | parsed.tier << 5 | parsed.profile;
  view.setUint32(2, parsed.compatibility);
  view.setUint16(6, Math.floor(parsed.constraints / 2 ** 32));
  view.setUint32(8, parsed.constraints % 2 ** 32);
  head[12] = parsed.level;
  view.setUint16(13, 0xf000); // spatial segmentation: not told
  head[15] = 0xfc; // parallelism: not told
  head[16] = 0xfc | parsed.chromaFormat;
  head[17] = 0xf8 | parsed.bitDepthLuma - 8;
  head[18] = 0xf8 | parsed.bitDepthChroma - 8;
  head[21] = parsed.subLayers << 3 | (parsed.temporalIdNesting ? 4 : 0) | LENGTH_SIZE_MINUS_ONE;
  head[22] = 3;
  return head;
}

/** A NAL unit behind its length of 16 bits. */
function sized(nalu: Uint8Array): [Uint8Array, Uint8Array] {
  const length = new Uint8Array(2);
  writeU16(length, 0, nalu.length);
  return [length, nalu];
}

/** Writes an AV1CodecConfigurationRecord (AV1-ISOBMFF §2.3.3); Malformed without a sequence header, or a good one. */
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

/** Levels of VP9 by the samples of a picture, which they allow. */
const VP9_LEVELS: readonly (readonly [number, number])[] = [
  ...[[36864, 10], [73728, 11], [122880, 20], [245760, 21], [552960, 30]] as const,
  ...[[983040, 31], [2228224, 40], [8912896, 50], [35651584, 60]] as const,
];
const UNSPECIFIED = 2;

/** Writes a VPCodecConfigurationRecord (VP9-ISOBMFF) with what a key frame tells, and its profile. */
export function writeVpcC(profile: number, format: Vp9Format): Uint8Array {
  const { width, height, bitDepth, subsamplingX, subsamplingY, fullRange } = format;
  const [, level] = VP9_LEVELS.find(([samples]) => width * height <= samples) ?? [0, 62];
  const chroma = subsamplingX ? (subsamplingY ? 1 : 2) : 3;
  const depth = bitDepth << 4 | chroma << 1 | (fullRange ? 1 : 0);
  const colors = [UNSPECIFIED, UNSPECIFIED, UNSPECIFIED];
  return Uint8Array.of(1, 0, 0, 0, profile, level, depth, ...colors, 0, 0);
}
