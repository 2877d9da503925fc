import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import { findStartCode } from "../nal.ts";
import { SEQUENCE_HEADER } from "./start_code.ts";

const EXTENSION = 0xb5;
/** extension_start_code_identifier of what MPEG-2 adds to a sequence header. */
const SEQUENCE_EXTENSION = 1;

/** A sequence header (ISO/IEC 11172-2 §2.4.2.3, 13818-2 §6.2.2.1) with the extension that only MPEG-2 has. */
export interface MpegVideoSequence {
  readonly version: 1 | 2;
  readonly width: number;
  readonly height: number;
  /** Both with their start codes, as a view: what decoders are to be given. */
  readonly headers: Uint8Array;
}

/** Reads the first sequence header of a picture. */
export function parseSequence(picture: Uint8Array): MpegVideoSequence | Malformed {
  let at = findStartCode(picture, 0);
  while (at + 4 <= picture.length && picture[at + 3] !== SEQUENCE_HEADER) {
    at = findStartCode(picture, at + 4);
  }
  const reader = new BitReader(picture, at + 4);
  const width = reader.u(12), height = reader.u(12);
  if (reader.overrun) return new Malformed("MPEG video: no sequence header");
  const next = findStartCode(picture, at + 4), extension = readExtension(picture, next);
  const size = {
    width: width | (extension?.width ?? 0) << 12,
    height: height | (extension?.height ?? 0) << 12,
  };
  if (size.width === 0 || size.height === 0) {
    return new Malformed("MPEG video: size out of range");
  }
  const end = extension ? findStartCode(picture, next + 4) : next;
  return { version: extension ? 2 : 1, ...size, headers: picture.subarray(at, end) };
}

/** The high bits of the size, where a sequence extension (§6.2.2.3) begins at `at`. */
function readExtension(picture: Uint8Array, at: number) {
  if (picture[at + 3] !== EXTENSION) return undefined;
  const reader = new BitReader(picture, at + 4);
  if (reader.u(4) !== SEQUENCE_EXTENSION) return undefined;
  reader.skip(11); // profile and level, progressive, chroma format
  const width = reader.u(2), height = reader.u(2);
  return reader.overrun ? undefined : { width, height };
}
