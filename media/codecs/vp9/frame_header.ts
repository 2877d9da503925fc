import { BitReader } from "media/bits.ts";
import { isMalformed, Malformed } from "media/malformed.ts";

/** The start of an uncompressed header (VP9 bitstream specification §6.2). */
export interface Vp9FrameHeader {
  readonly profile: 0 | 1 | 2 | 3;
  /** Decoding can start with it. */
  readonly keyFrame: boolean;
  /** What only key frames tell. */
  readonly format?: Vp9Format;
}

export interface Vp9Format {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: 8 | 10 | 12;
  /** color_space, 0–7. */
  readonly colorSpace: number;
  /** Samples use the full range of values. */
  readonly fullRange: boolean;
  /** Chroma has half the columns, half the rows. */
  readonly subsamplingX: boolean;
  readonly subsamplingY: boolean;
}

const FRAME_MARKER = 2;
const SYNC_CODE = 0x498342;
const RGB = 7;

/** Reads the header of a frame, or of the first one in a superframe. */
export function parseFrameHeader(frame: Uint8Array): Vp9FrameHeader | Malformed {
  const reader = new BitReader(frame);
  if (reader.u(2) !== FRAME_MARKER) return new Malformed("VP9: no frame marker");
  const profile = (reader.u(1) | reader.u(1) << 1) as Vp9FrameHeader["profile"];
  if (profile === 3 && reader.flag()) return new Malformed("VP9: profile out of range");
  const existing = reader.flag();
  const keyFrame = !existing && !reader.flag();
  if (reader.overrun) return cutShort();
  if (!keyFrame) return { profile, keyFrame };
  reader.skip(2); // show frame, error resilience
  const format = readFormat(reader, profile);
  return isMalformed(format) ? format : { profile, keyFrame, format };
}

/** Whether a frame is a key frame, which is all that each frame needs to be asked. */
export function isKeyFrame(frame: Uint8Array): boolean {
  if (frame.length === 0 || frame[0] >> 6 !== FRAME_MARKER) return false;
  // Profile 3 has a reserved bit more before show_existing_frame and frame_type.
  return (frame[0] & 0x30) === 0x30 ? (frame[0] & 0x0e) === 0 : (frame[0] & 0x0c) === 0;
}

function readFormat(reader: BitReader, profile: number): Vp9Format | Malformed {
  const sync = reader.u(24);
  const bitDepth = profile < 2 ? 8 : reader.flag() ? 12 : 10;
  const colorSpace = reader.u(3);
  const fullRange = colorSpace === RGB || reader.flag();
  const subsampling = readSubsampling(reader, profile, colorSpace);
  const width = reader.u(16) + 1;
  const height = reader.u(16) + 1;
  if (reader.overrun) return cutShort();
  if (sync !== SYNC_CODE) return new Malformed("VP9: no sync code");
  return { width, height, bitDepth, colorSpace, fullRange, ...subsampling };
}

/** Even profiles are 4:2:0; the others tell, and have a reserved bit. */
function readSubsampling(
  reader: BitReader,
  profile: number,
  colorSpace: number,
): Pick<Vp9Format, "subsamplingX" | "subsamplingY"> {
  if (profile % 2 === 0) return { subsamplingX: true, subsamplingY: true };
  const rgb = colorSpace === RGB;
  const subsamplingX = !rgb && reader.flag();
  const subsamplingY = !rgb && reader.flag();
  reader.skip(1);
  return { subsamplingX, subsamplingY };
}

function cutShort(): Malformed {
  return new Malformed("VP9: frame header is cut short");
}
