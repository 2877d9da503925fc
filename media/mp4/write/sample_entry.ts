import { writeU16, writeU32 } from "media/bytes.ts";
import { box } from "./box.ts";

/** Bytes of the fixed fields of the entries (ISO/IEC 14496-12 §12.1.3, §12.2.3). */
const VISUAL = 78, AUDIO = 28;
/** Dots per inch, 16.16. */
const RESOLUTION = 72 << 16;

/** Writes a visual sample entry around the boxes of its codec. */
export function visualEntry(
  format: string,
  size: { readonly width: number; readonly height: number },
  ...boxes: readonly Uint8Array[]
): Uint8Array {
  const fields = new Uint8Array(VISUAL);
  writeU16(fields, 6, 1); // data reference
  writeU16(fields, 24, size.width);
  writeU16(fields, 26, size.height);
  writeU32(fields, 28, RESOLUTION);
  writeU32(fields, 32, RESOLUTION);
  writeU16(fields, 40, 1); // frames of a sample
  writeU16(fields, 74, 0x18); // depth
  writeU16(fields, 76, 0xffff);
  return box(format, fields, ...boxes);
}

/** Writes an audio sample entry around the boxes of its codec; rates that 16 bits do not hold are left out. */
export function audioEntry(
  format: string,
  sound: { readonly channels: number; readonly sampleRate: number; readonly bitDepth?: number },
  ...boxes: readonly Uint8Array[]
): Uint8Array {
  const fields = new Uint8Array(AUDIO), { channels, sampleRate, bitDepth = 16 } = sound;
  writeU16(fields, 6, 1); // data reference
  writeU16(fields, 16, channels);
  writeU16(fields, 18, bitDepth);
  writeU16(fields, 24, sampleRate <= 0xffff ? sampleRate : 0);
  return box(format, fields, ...boxes);
}
