import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { removeEmulationPrevention } from "../nal.ts";
import { NAL_SPS, nalType } from "./nal_type.ts";
import { readVui, type Vui } from "./vui.ts";

/** What of a sequence parameter set (ITU-T H.264 §7.4.2.1.1) matters outside a decoder. */
export interface H264Sps {
  /** profile_idc. */
  readonly profile: number;
  /** The six constraint flags and two reserved bits, as one byte. */
  readonly constraints: number;
  /** level_idc: ten times the level. */
  readonly level: number;
  /** chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormat: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** Each slice header tells its colour plane. */
  readonly separatePlanes: boolean;
  /** Bits of frame_num. */
  readonly frameNumBits: number;
  /** pic_order_cnt_type: 0 tells the order in each slice, 2 has output in decoding order. */
  readonly pocType: number;
  /** Bits of pic_order_cnt_lsb of type 0, otherwise 0. */
  readonly pocLsbBits: number;
  /** No field and no MBAFF pictures. */
  readonly framesOnly: boolean;
  /** After cropping. */
  readonly width: number;
  readonly height: number;
  /** Frames per second, where the VUI tells. */
  readonly frameRate?: number;
  /** max_num_reorder_frames, where the VUI tells. */
  readonly reorderDepth?: number;
}

/** Profiles whose parameter sets tell the chroma format (ITU-T H.264 §7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([
  ...[100, 110, 122, 244, 44, 83, 86],
  ...[118, 128, 138, 139, 134, 135],
]);
/** Macroblocks a side: level 6.2 allows 1055. */
const MAX_MACROBLOCKS = 1055;
const MAX_POC_CYCLE = 255;

/** Reads a sequence parameter set, a whole NAL unit. */
export function parseSps(sps: Uint8Array): H264Sps | Malformed {
  if (nalType(sps) !== NAL_SPS) return new Malformed("H264: not an SPS");
  const reader = new BitReader(removeEmulationPrevention(sps), 1);
  const profile = reader.u(8);
  const constraints = reader.u(8);
  const level = reader.u(8);
  reader.ue(); // id
  const format = HIGH_PROFILES.has(profile) ? readFormat(reader) : FORMAT_420;
  const order = readOrder(reader);
  reader.ue(); // reference frames
  reader.skip(1); // gaps in frame_num allowed
  const size = readSize(reader, format);
  if (reader.overrun) return new Malformed("H264: SPS is cut short");
  if (!validFormat(format) || !validOrder(order)) return new Malformed("H264: SPS out of range");
  if (!validSize(size)) return new Malformed("H264: size in SPS out of range");
  const vui: Vui = reader.flag() ? readVui(reader) : {};
  return { profile, constraints, level, ...format, ...order, ...size, ...vui };
}

type Format = Pick<
  H264Sps,
  "chromaFormat" | "bitDepthLuma" | "bitDepthChroma" | "separatePlanes"
>;
type Order = Pick<H264Sps, "frameNumBits" | "pocType" | "pocLsbBits">;
type Size = Pick<H264Sps, "framesOnly" | "width" | "height">;

const FORMAT_420: Format = {
  chromaFormat: 1,
  bitDepthLuma: 8,
  bitDepthChroma: 8,
  separatePlanes: false,
};

function readFormat(reader: BitReader): Format {
  const chromaFormat = reader.ue();
  const separatePlanes = chromaFormat === 3 && reader.flag();
  const bitDepthLuma = 8 + reader.ue();
  const bitDepthChroma = 8 + reader.ue();
  reader.skip(1);
  if (reader.flag()) {
    for (let i = 0; i < (chromaFormat === 3 ? 12 : 8); i++) {
      if (reader.flag()) skipScalingList(reader, i < 6 ? 16 : 64);
    }
  }
  return { chromaFormat, bitDepthLuma, bitDepthChroma, separatePlanes };
}

/** Passes over scaling_list (ITU-T H.264 §7.3.2.1.1.1). */
function skipScalingList(reader: BitReader, size: number): void {
  let scale = 8;
  for (let i = 0; i < size && scale !== 0; i++) scale = (scale + reader.se()) & 0xff;
}

function readOrder(reader: BitReader): Order {
  const frameNumBits = 4 + reader.ue();
  const pocType = reader.ue();
  const pocLsbBits = pocType === 0 ? 4 + reader.ue() : 0;
  if (pocType === 1) skipPocCycle(reader);
  return { frameNumBits, pocType, pocLsbBits };
}

function skipPocCycle(reader: BitReader): void {
  reader.skip(1);
  reader.se();
  reader.se();
  const count = Math.min(reader.ue(), MAX_POC_CYCLE);
  for (let i = 0; i < count && !reader.overrun; i++) reader.se();
}

function readSize(reader: BitReader, { chromaFormat, separatePlanes }: Format): Size {
  const columns = reader.ue() + 1;
  const rows = reader.ue() + 1;
  const framesOnly = reader.flag();
  if (!framesOnly) reader.skip(1); // MBAFF
  reader.skip(1); // direct 8x8 inference
  const lines = framesOnly ? 1 : 2;
  if (columns > MAX_MACROBLOCKS || rows > MAX_MACROBLOCKS) {
    return { framesOnly, width: 0, height: 0 };
  }
  let width = 16 * columns;
  let height = 16 * rows * lines;
  if (reader.flag()) {
    const subsampled = !separatePlanes && (chromaFormat === 1 || chromaFormat === 2);
    const unitY = !separatePlanes && chromaFormat === 1 ? 2 * lines : lines;
    width -= (reader.ue() + reader.ue()) * (subsampled ? 2 : 1);
    height -= (reader.ue() + reader.ue()) * unitY;
  }
  return { framesOnly, width, height };
}

function validFormat(format: Format): boolean {
  return format.chromaFormat <= 3 && format.bitDepthLuma <= 14 && format.bitDepthChroma <= 14;
}

function validOrder(order: Order): boolean {
  return order.frameNumBits <= 16 && order.pocType <= 2 && order.pocLsbBits <= 16;
}

function validSize(size: Size): boolean {
  return size.width > 0 && size.height > 0;
}
