import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { removeEmulationPrevention } from "../nal.ts";
import { NAL_SPS, nalType } from "./nal_type.ts";
import { type ProfileTierLevel, readProfileTierLevel } from "./profile.ts";
import { readFrameRate } from "./frame_rate.ts";

/** What of a sequence parameter set (ITU-T H.265 §7.4.3.2.1) matters outside a decoder. */
export interface H265Sps extends ProfileTierLevel {
  /** Temporal sub-layers, 1–7. */
  readonly subLayers: number;
  readonly temporalIdNesting: boolean;
  /** chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormat: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** After the conformance window. */
  readonly width: number;
  readonly height: number;
  /** sps_max_num_reorder_pics of the highest sub-layer. */
  readonly reorderDepth: number;
  /** Frames per second, where the VUI tells. */
  readonly frameRate?: number;
}

const MAX_SUB_LAYERS = 7;
const MAX_REORDER = 16;
/** Samples a side at level 6.2. */
const MAX_SIDE = 16888;

/** Reads a sequence parameter set of the base layer, a whole NAL unit. */
export function parseSps(sps: Uint8Array): H265Sps | Malformed {
  if (nalType(sps) !== NAL_SPS) return new Malformed("H265: not an SPS");
  const reader = new BitReader(removeEmulationPrevention(sps), 2);
  reader.skip(4); // VPS id
  const subLayers = reader.u(3) + 1;
  const temporalIdNesting = reader.flag();
  const profile = readProfileTierLevel(reader, subLayers - 1);
  reader.ue(); // id
  const chromaFormat = reader.ue();
  const separatePlanes = chromaFormat === 3 && reader.flag();
  const size = readSize(reader, separatePlanes ? 0 : chromaFormat);
  const bitDepthLuma = 8 + reader.ue();
  const bitDepthChroma = 8 + reader.ue();
  const pocLsbBits = 4 + reader.ue();
  const reorderDepth = readReorderDepth(reader, subLayers);
  if (reader.overrun) return new Malformed("H265: SPS is cut short");
  const depths = Math.max(bitDepthLuma, bitDepthChroma, pocLsbBits);
  if (subLayers > MAX_SUB_LAYERS || chromaFormat > 3 || depths > 16) {
    return new Malformed("H265: SPS out of range");
  }
  if (!validSize(size)) return new Malformed("H265: size in SPS out of range");
  if (reorderDepth > MAX_REORDER) return new Malformed("H265: reorder depth in SPS out of range");
  const frameRate = readFrameRate(reader, pocLsbBits);
  return {
    ...profile,
    ...size,
    ...{ subLayers, temporalIdNesting, chromaFormat, bitDepthLuma, bitDepthChroma },
    ...{ reorderDepth, frameRate },
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function readSize(reader: BitReader, chromaFormat: number): Size {
  let width = reader.ue();
  let height = reader.ue();
  if (width > MAX_SIDE || height > MAX_SIDE) return { width: 0, height: 0 };
  if (reader.flag()) {
    width -= (reader.ue() + reader.ue()) * (chromaFormat === 1 || chromaFormat === 2 ? 2 : 1);
    height -= (reader.ue() + reader.ue()) * (chromaFormat === 1 ? 2 : 1);
  }
  return { width, height };
}

function validSize(size: Size): boolean {
  return size.width > 0 && size.height > 0;
}

/** Told for each sub-layer or for the highest alone. */
function readReorderDepth(reader: BitReader, subLayers: number): number {
  const rows = reader.flag() ? subLayers : 1;
  let depth = 0;
  for (let i = 0; i < rows; i++) {
    reader.ue(); // picture buffer
    depth = reader.ue();
    reader.ue(); // latency increase
  }
  return depth;
}
