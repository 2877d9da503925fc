import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";

const MAGIC = [0x66, 0x4c, 0x61, 0x43];
/** Bytes of a STREAMINFO block (RFC 9639 §8.2), and of the header before it. */
const STREAM_INFO = 34, BLOCK_HEADER = 4;
const LAST_BLOCK = 0x80;

/** What of STREAMINFO matters outside a decoder. */
export interface FlacStreamInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitDepth: number;
  /** The block itself, 34 bytes, copied. */
  readonly block: Uint8Array;
}

/**
 * Reads a FLAC sequence header: the signature and metadata blocks, of which the first is STREAMINFO, or that block
 * alone as FFmpeg sends it.
 */
export function readFlacHeader(bytes: Uint8Array): FlacStreamInfo | Malformed {
  const signed = MAGIC.every((byte, i) => bytes[i] === byte);
  const from = signed ? MAGIC.length + BLOCK_HEADER : 0;
  if (bytes.length < from + STREAM_INFO) return new Malformed("FLAC: STREAMINFO is cut short");
  if (signed && (bytes[4] & 0x7f) !== 0) {
    return new Malformed("FLAC: the first block is no STREAMINFO");
  }
  const block = bytes.slice(from, from + STREAM_INFO), reader = new BitReader(block, 10);
  const sampleRate = reader.u(20), channels = reader.u(3) + 1, bitDepth = reader.u(5) + 1;
  if (sampleRate === 0) return new Malformed("FLAC: sample rate out of range");
  return { sampleRate, channels, bitDepth, block };
}

/** A FLAC sequence header of a STREAMINFO block. */
export function writeFlacHeader(block: Uint8Array): Uint8Array {
  return Uint8Array.of(...MAGIC, LAST_BLOCK, 0, 0, STREAM_INFO, ...block);
}
