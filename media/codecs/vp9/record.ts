import { Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import type { Vp9Format } from "./frame_header.ts";

const SIZE = 12;
/** Levels by the samples of a picture, which they allow. */
const LEVELS: readonly (readonly [number, number])[] = [
  ...[[36864, 10], [73728, 11], [122880, 20], [245760, 21], [552960, 30]] as const,
  ...[[983040, 31], [2228224, 40], [8912896, 50], [35651584, 60]] as const,
];
const UNSPECIFIED = 2;

/** Reads a VPCodecConfigurationRecord behind version and flags (VP9-ISOBMFF §VP Codec Configuration Box). */
export function readVpcC(bytes: Uint8Array): ConfigOf<"VP9"> | Malformed {
  if (bytes.length < SIZE) return new Malformed("VP9: vpcC is cut short");
  const profile = bytes[4];
  return profile <= 3
    ? { codec: "VP9", profile }
    : new Malformed("VP9: profile in vpcC out of range");
}

/** Writes a VPCodecConfigurationRecord with what a key frame tells, and its profile. */
export function writeVpcC(profile: number, format: Vp9Format): Uint8Array {
  const { bitDepth, subsamplingX, subsamplingY, fullRange } = format;
  const chroma = subsamplingX ? (subsamplingY ? 1 : 2) : 3;
  const depth = bitDepth << 4 | chroma << 1 | (fullRange ? 1 : 0);
  const colors = [UNSPECIFIED, UNSPECIFIED, UNSPECIFIED];
  return Uint8Array.of(1, 0, 0, 0, profile, levelOf(format), depth, ...colors, 0, 0);
}

/** Ten times the lowest level that allows pictures of that size. */
export function levelOf({ width, height }: Vp9Format): number {
  const [, level] = LEVELS.find(([samples]) => width * height <= samples) ?? [0, 62];
  return level;
}
