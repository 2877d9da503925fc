import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { startCode } from "./start_code.ts";

const FIRST_LAYER = 0x20, LAST_LAYER = 0x2f;
/** Codes of pictures and of groups of them, which headers stand before (ISO/IEC 14496-2 table 6-3). */
const GROUP = 0xb3, VOP = 0xb6;
const EXTENDED_PAR = 15;
const RECTANGULAR = 0, GRAYSCALE = 3;
/** Bits of vbv_parameters. */
const VBV = 79;

/** The headers that a picture has before it, or all of a config that has no picture; a view. */
export function headersOf(bytes: Uint8Array): Uint8Array {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const code = startCode(bytes, at);
    if (code === GROUP || code === VOP) return bytes.subarray(0, at);
  }
  return bytes;
}

/** Width and height in pixels that headers with a video object layer tell (ISO/IEC 14496-2 §6.2.3). */
export function sizeOf(
  headers: Uint8Array,
): { readonly width: number; readonly height: number } | Malformed {
  for (let at = 0; at + 4 <= headers.length; at++) {
    const code = startCode(headers, at);
    if (code >= FIRST_LAYER && code <= LAST_LAYER) return readSize(new BitReader(headers, at + 4));
  }
  return new Malformed("MPEG-4 video: no video object layer");
}

function readSize(reader: BitReader): ReturnType<typeof sizeOf> {
  reader.skip(9); // random access, type
  const version = reader.flag() ? readVersion(reader) : 1;
  if (reader.u(4) === EXTENDED_PAR) reader.skip(16);
  if (reader.flag()) {
    reader.skip(3); // chroma format, low delay
    if (reader.flag()) reader.skip(VBV);
  }
  const shape = reader.u(2);
  if (shape === GRAYSCALE && version !== 1) reader.skip(4);
  reader.skip(1);
  const resolution = reader.u(16);
  reader.skip(1);
  if (reader.flag()) reader.skip(Math.max(1, Math.ceil(Math.log2(resolution))));
  if (shape !== RECTANGULAR) return new Malformed("MPEG-4 video: pictures are not rectangular");
  reader.skip(1);
  const width = reader.u(13);
  reader.skip(1);
  const height = reader.u(13);
  if (reader.overrun) return new Malformed("MPEG-4 video: video object layer is cut short");
  if (width === 0 || height === 0) return new Malformed("MPEG-4 video: size out of range");
  return { width, height };
}

function readVersion(reader: BitReader): number {
  const version = reader.u(4);
  reader.skip(3); // priority
  return version;
}
