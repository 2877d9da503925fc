import { readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";

/** Codes of the block size that say where it stands (RFC 9639 §9.1.1). */
const IN_8_BITS = 6, IN_16_BITS = 7;

/** Samples of a frame in each channel, 1–65536 (RFC 9639 §9.1). */
export function blockSize(frame: Uint8Array): number | Malformed {
  if (frame.length < 5) return new Malformed("FLAC: frame header is cut short");
  if (frame[0] !== 0xff || (frame[1] & 0xfe) !== 0xf8) return new Malformed("FLAC: no sync code");
  const code = frame[2] >> 4;
  if (code === 0) return new Malformed("FLAC: block size out of range");
  if (code === 1) return 192;
  if (code < IN_8_BITS) return 576 << (code - 2);
  if (code > IN_16_BITS) return 256 << (code - 8);
  const at = 4 + numberSize(frame[4]);
  if (at + 2 > frame.length) return new Malformed("FLAC: frame header is cut short");
  return 1 + (code === IN_8_BITS ? frame[at] : readU16(frame, at));
}

/** Bytes of the number of the frame or sample, by its first: coded as UTF-8 codes characters, up to 36 bits. */
function numberSize(first: number): number {
  return Math.max(1, Math.clz32(~first << 24));
}
