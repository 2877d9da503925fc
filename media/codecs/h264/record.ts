import { concat } from "media/bytes.ts";
import { FieldReader } from "media/field_reader.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import {
  LENGTH_SIZE_MINUS_ONE,
  lengthSizeOf,
  type NalConfig,
  readSets,
  sized,
} from "../nal_record.ts";
import { NAL_PPS, NAL_SPS, nalType } from "./nal_type.ts";
import { parseSps } from "./sps.ts";

/** Profiles whose records leave out the chroma format (ISO/IEC 14496-15 §5.3.3.1.2). */
const PLAIN_PROFILES: ReadonlySet<number> = new Set([66, 77, 88]);

/** Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1): the first set of each kind counts. */
export function readAvcC(bytes: Uint8Array): NalConfig<ConfigOf<"H264">> | Malformed {
  const reader = new FieldReader(bytes);
  reader.skip(4);
  const lengthSize = lengthSizeOf(reader.u8());
  const sets = readSets(reader, bytes, reader.u8() & 0x1f);
  sets.push(...readSets(reader, bytes, reader.u8()));
  if (reader.overrun) return new Malformed("H264: avcC is cut short");
  if (!lengthSize) return new Malformed("H264: length size in avcC out of range");
  const sps = sets.find((set) => nalType(set) === NAL_SPS && set.length > 3);
  const pps = sets.find((set) => nalType(set) === NAL_PPS);
  return { config: { codec: "H264", ...sps && { sps }, ...pps && { pps } }, lengthSize };
}

/**
 * Writes an AVCDecoderConfigurationRecord of one SPS and PPS, of samples with lengths of four bytes; Malformed where a
 * set is missing or damaged.
 */
export function writeAvcC({ sps, pps }: ConfigOf<"H264">): Uint8Array | Malformed {
  if (!sps || !pps) return new Malformed("H264: no parameter sets");
  const parsed = parseSps(sps);
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
