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
import { NAL_PPS, NAL_SPS, NAL_VPS, nalType } from "./nal_type.ts";
import { parseSps } from "./sps.ts";

/** Bytes before the first array. */
const HEAD = 23;

/** Reads an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.3.3.1): the first set of each kind counts. */
export function readHvcC(bytes: Uint8Array): NalConfig<ConfigOf<"H265">> | Malformed {
  const reader = new FieldReader(bytes);
  reader.skip(HEAD - 2);
  const lengthSize = lengthSizeOf(reader.u8());
  const sets: Uint8Array[] = [];
  for (let arrays = reader.u8(); arrays > 0 && !reader.overrun; arrays--) {
    reader.skip(1);
    sets.push(...readSets(reader, bytes, reader.u16()));
  }
  if (reader.overrun) return new Malformed("H265: hvcC is cut short");
  if (!lengthSize) return new Malformed("H265: length size in hvcC out of range");
  const set = (type: number) => sets.find((nal) => nalType(nal) === type);
  const [vps, sps, pps] = [NAL_VPS, NAL_SPS, NAL_PPS].map(set);
  const config = {
    codec: "H265",
    ...vps && { vps },
    ...sps && { sps },
    ...pps && { pps },
  } as const;
  return { config, lengthSize };
}

/**
 * Writes an HEVCDecoderConfigurationRecord of one VPS, SPS and PPS, which may come in the stream as well, of samples
 * with lengths of four bytes; Malformed where a set is missing or damaged.
 */
export function writeHvcC({ vps, sps, pps }: ConfigOf<"H265">): Uint8Array | Malformed {
  if (!vps || !sps || !pps) return new Malformed("H265: no parameter sets");
  const head = headOf(sps);
  if (isMalformed(head)) return head;
  const array = (type: number, set: Uint8Array) => [Uint8Array.of(type, 0, 1), ...sized(set)];
  return concat([
    head,
    ...array(NAL_VPS, vps),
    ...array(NAL_SPS, sps),
    ...array(NAL_PPS, pps),
  ]);
}

function headOf(sps: Uint8Array): Uint8Array | Malformed {
  const parsed = parseSps(sps);
  if (isMalformed(parsed)) return parsed;
  const head = new Uint8Array(HEAD), view = new DataView(head.buffer);
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
