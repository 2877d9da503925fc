import { joinObus } from "media/codecs/av1/obu.ts";
import { decodeALaw, decodeMuLaw } from "media/codecs/g711/decode.ts";
import * as h264 from "media/codecs/h264/nal_type.ts";
import * as h265 from "media/codecs/h265/nal_type.ts";
import { equalBytes, writeU32 } from "media/bytes.ts";
import type { TrackConfig } from "media/track.ts";

/** The bytes of a sample in parts: small ones of ours, and views of what it was made of. */
export interface SampleData {
  readonly data: readonly Uint8Array[];
  /** Bytes of all parts. */
  readonly size: number;
}

/**
 * The samples that a unit's payload makes: one of a picture, one for each frame of sound. Parameter sets that the
 * track's config holds anyway, and access unit delimiters, are left out; G711 becomes LPCM.
 */
export function samplesOf(config: TrackConfig, payload: readonly Uint8Array[]): SampleData[] {
  switch (config.codec) {
    case "H264":
    case "H265":
      return present(withLengths(payload.filter((nalu) => !isKnown(config, nalu))));
    case "AV1":
      return present([joinObus(payload)]);
    case "G711":
      return present(payload.map(config.muLaw ? decodeMuLaw : decodeALaw));
    case "MPEG-4 Audio":
    case "MPEG-4 Audio LATM":
    case "MPEG-1/2 Audio":
    case "AC3":
    case "Opus":
    case "FLAC":
      return payload.flatMap((frame) => present([frame]));
    default:
      return present(payload);
  }
}

/** A sample of no bytes is none. */
function present(data: readonly Uint8Array[]): SampleData[] {
  let size = 0;
  for (const part of data) size += part.length;
  return size > 0 ? [{ data, size }] : [];
}

function isKnown(config: TrackConfig, nalu: Uint8Array): boolean {
  if (config.codec === "H264") {
    const type = h264.nalType(nalu);
    if (type === h264.NAL_SPS) return same(config.sps, nalu);
    return type === h264.NAL_PPS ? same(config.pps, nalu) : type === h264.NAL_DELIMITER;
  }
  if (config.codec !== "H265") return false;
  const type = h265.nalType(nalu);
  if (type === h265.NAL_VPS) return same(config.vps, nalu);
  if (type === h265.NAL_SPS) return same(config.sps, nalu);
  return type === h265.NAL_PPS ? same(config.pps, nalu) : type === h265.NAL_DELIMITER;
}

function same(set: Uint8Array | undefined, nalu: Uint8Array): boolean {
  return set !== undefined && equalBytes(set, nalu);
}

/** NAL units behind lengths of four bytes, those in one buffer. */
function withLengths(nalus: readonly Uint8Array[]): Uint8Array[] {
  const lengths = new Uint8Array(4 * nalus.length);
  return nalus.flatMap((nalu, i) => {
    writeU32(lengths, 4 * i, nalu.length);
    return [lengths.subarray(4 * i, 4 * i + 4), nalu];
  });
}
