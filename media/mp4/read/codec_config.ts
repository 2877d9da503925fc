import { configOfAac } from "media/codecs/aac/record.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { readDecoderConfig } from "./descriptor.ts";

/** Reads an ESDBox of AAC (ISO/IEC 14496-14 §5.6); undefined for other codecs. */
export function readEsds(bytes: Uint8Array): ConfigOf<"MPEG-4 Audio"> | undefined | Malformed {
  const config = readDecoderConfig(bytes);
  return !config || isMalformed(config) ? config : configOfAac(config);
}

/** Integer samples as a PCMConfig box tells (ISO/IEC 23003-5 §5.2). */
export interface PcmFormat {
  readonly bitDepth: 8 | 16 | 24;
  readonly littleEndian: boolean;
}

/** Reads a PCMConfig box. */
export function readPcmC(bytes: Uint8Array): PcmFormat | Malformed {
  if (bytes.length < 6) return new Malformed("MP4: pcmC is cut short");
  const bitDepth = bytes[5];
  if (bitDepth !== 8 && bitDepth !== 16 && bitDepth !== 24) {
    return new Malformed(`MP4: samples of ${bitDepth} bits are not supported`);
  }
  return { bitDepth, littleEndian: (bytes[4] & 1) === 1 };
}
