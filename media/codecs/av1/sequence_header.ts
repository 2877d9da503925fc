import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { headerSize, OBU_SEQUENCE_HEADER, obuType } from "./obu.ts";

/** What of a sequence header (AV1 §5.5) matters outside a decoder. */
export interface Av1SequenceHeader {
  /** seq_profile: 0 main, 1 high, 2 professional. */
  readonly profile: number;
  /** seq_level_idx of the first operating point, 0–31. */
  readonly level: number;
  /** seq_tier of the first operating point: 0 main, 1 high. */
  readonly tier: number;
  /** Largest size of a frame. */
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 10 | 12;
  readonly monochrome: boolean;
  /** Chroma has half the columns, half the rows. */
  readonly subsamplingX: boolean;
  readonly subsamplingY: boolean;
  /** chroma_sample_position, 0–3. */
  readonly chromaPosition: number;
}

/** An optional tool that each frame selects: SELECT_SCREEN_CONTENT_TOOLS, SELECT_INTEGER_MV. */
const SELECT = 2;
const SRGB = { primaries: 1, transfer: 13, matrix: 0 };

/** Reads a sequence header OBU without a size field. */
export function parseSequenceHeader(obu: Uint8Array): Av1SequenceHeader | Malformed {
  if (obuType(obu) !== OBU_SEQUENCE_HEADER) return new Malformed("AV1: not a sequence header");
  const reader = new BitReader(obu, headerSize(obu));
  const profile = reader.u(3);
  reader.skip(1); // still picture
  const reduced = reader.flag();
  const point = reduced ? { level: reader.u(5), tier: 0 } : readOperatingPoints(reader);
  const widthBits = reader.u(4) + 1;
  const heightBits = reader.u(4) + 1;
  const width = reader.u(widthBits) + 1;
  const height = reader.u(heightBits) + 1;
  skipTools(reader, reduced);
  const color = readColor(reader, profile);
  if (reader.overrun) return new Malformed("AV1: sequence header is cut short");
  if (profile > 2) return new Malformed("AV1: profile in sequence header out of range");
  return { profile, ...point, width, height, ...color };
}

type OperatingPoint = Pick<Av1SequenceHeader, "level" | "tier">;

/** Reads timing information and operating points, of which the first counts. */
function readOperatingPoints(reader: BitReader): OperatingPoint {
  let delayBits = 0;
  let decoderModel = false;
  if (reader.flag()) {
    reader.skip(64);
    if (reader.flag()) skipUvlc(reader);
    decoderModel = reader.flag();
    if (decoderModel) {
      delayBits = reader.u(5) + 1;
      reader.skip(42);
    }
  }
  const displayDelay = reader.flag();
  const count = reader.u(5) + 1;
  let first: OperatingPoint | undefined;
  for (let i = 0; i < count; i++) {
    reader.skip(12); // layers
    const level = reader.u(5);
    const tier = level > 7 ? reader.u(1) : 0;
    if (decoderModel && reader.flag()) reader.skip(2 * delayBits + 1);
    if (displayDelay && reader.flag()) reader.skip(4);
    first ??= { level, tier };
  }
  return first!;
}

/** Passes over a uvlc code (AV1 §4.10.3). */
function skipUvlc(reader: BitReader): void {
  let zeros = 0;
  while (!reader.flag()) {
    if (reader.overrun) return;
    zeros++;
  }
  if (zeros < 32) reader.skip(zeros);
}

/** Passes over what lies between the frame size and the colours. */
function skipTools(reader: BitReader, reduced: boolean): void {
  if (!reduced && reader.flag()) reader.skip(7); // frame ids
  reader.skip(3); // superblock size, filter intra, intra edge filter
  if (!reduced) {
    reader.skip(4); // compound and motion tools
    const orderHint = reader.flag();
    if (orderHint) reader.skip(2);
    const screenContent = reader.flag() ? SELECT : reader.u(1);
    if (screenContent > 0 && !reader.flag()) reader.skip(1); // integer motion vectors
    if (orderHint) reader.skip(3);
  }
  reader.skip(3); // super-resolution, CDEF, restoration
}

type Color = Pick<
  Av1SequenceHeader,
  "bitDepth" | "monochrome" | "subsamplingX" | "subsamplingY" | "chromaPosition"
>;

/** Reads color_config (AV1 §5.5.2). */
function readColor(reader: BitReader, profile: number): Color {
  const high = reader.flag();
  const twelve = profile === 2 && high && reader.flag();
  const bitDepth = twelve ? 12 : high ? 10 : 8;
  const monochrome = profile !== 1 && reader.flag();
  const described = reader.flag();
  const primaries = described ? reader.u(8) : 2;
  const transfer = described ? reader.u(8) : 2;
  const matrix = described ? reader.u(8) : 2;
  if (monochrome) {
    reader.skip(1); // range
    return { bitDepth, monochrome, subsamplingX: true, subsamplingY: true, chromaPosition: 0 };
  }
  const rgb = primaries === SRGB.primaries && transfer === SRGB.transfer && matrix === SRGB.matrix;
  if (!rgb) reader.skip(1); // range
  const { subsamplingX, subsamplingY } = rgb
    ? { subsamplingX: false, subsamplingY: false }
    : readSubsampling(reader, profile, bitDepth);
  const chromaPosition = subsamplingX && subsamplingY ? reader.u(2) : 0;
  return { bitDepth, monochrome, subsamplingX, subsamplingY, chromaPosition };
}

function readSubsampling(
  reader: BitReader,
  profile: number,
  bitDepth: number,
): Pick<Color, "subsamplingX" | "subsamplingY"> {
  if (profile !== 2) return { subsamplingX: profile === 0, subsamplingY: profile === 0 };
  if (bitDepth !== 12) return { subsamplingX: true, subsamplingY: false };
  const subsamplingX = reader.flag();
  return { subsamplingX, subsamplingY: subsamplingX && reader.flag() };
}
