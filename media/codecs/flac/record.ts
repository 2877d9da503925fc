import { BitReader } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";

const MAGIC: readonly number[] = [0x66, 0x4c, 0x61, 0x43];
/** Bytes of a STREAMINFO block (RFC 9639 §8.2), and of the header before it. */
const STREAM_INFO = 34, BLOCK_HEADER = 4;
const LAST_BLOCK = 0x80;
/** Version and flags of a FLACSpecificBox. */
const FULL_BOX = 4;

/**
 * Reads a FLAC header: the signature and metadata blocks, of which the first is STREAMINFO (RFC 9639 §8), or that block
 * alone as FFmpeg sends it.
 */
export function readFlacHeader(bytes: Uint8Array): ConfigOf<"FLAC"> | Malformed {
  const signed = MAGIC.every((byte, i) => bytes[i] === byte);
  return signed ? readFirstBlock(bytes, MAGIC.length) : readStreamInfo(bytes, 0);
}

/** Reads the content of a `dfLa` box (FLAC in ISOBMFF §3.3.2). */
export function readDfLa(bytes: Uint8Array): ConfigOf<"FLAC"> | Malformed {
  return readFirstBlock(bytes, FULL_BOX);
}

/** Writes the signature and STREAMINFO as the only block. */
export function writeFlacHeader({ streamInfo }: ConfigOf<"FLAC">): Uint8Array {
  return Uint8Array.of(...MAGIC, LAST_BLOCK, 0, 0, STREAM_INFO, ...streamInfo);
}

/** Writes the content of a `dfLa` box. */
export function writeDfLa({ streamInfo }: ConfigOf<"FLAC">): Uint8Array {
  return Uint8Array.of(0, 0, 0, 0, LAST_BLOCK, 0, 0, STREAM_INFO, ...streamInfo);
}

function readFirstBlock(bytes: Uint8Array, at: number): ConfigOf<"FLAC"> | Malformed {
  if ((bytes[at] & 0x7f) !== 0) return new Malformed("FLAC: the first block is no STREAMINFO");
  return readStreamInfo(bytes, at + BLOCK_HEADER);
}

function readStreamInfo(bytes: Uint8Array, from: number): ConfigOf<"FLAC"> | Malformed {
  if (bytes.length < from + STREAM_INFO) return new Malformed("FLAC: STREAMINFO is cut short");
  const streamInfo = bytes.slice(from, from + STREAM_INFO), reader = new BitReader(streamInfo, 10);
  const sampleRate = reader.u(20), channels = reader.u(3) + 1;
  if (sampleRate === 0) return new Malformed("FLAC: sample rate out of range");
  return { codec: "FLAC", streamInfo, sampleRate, channels };
}
