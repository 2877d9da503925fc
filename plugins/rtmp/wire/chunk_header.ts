import { readU24, readU32 } from "media/bytes.ts";

/** The header of a chunk (RTMP specification §5.3.1). */
export interface ChunkHeader {
  /** 0–3: how much of the message header is there. */
  readonly format: number;
  /** The chunk stream, 2–65599. */
  readonly channel: number;
  /** Bytes, without the extended timestamp. */
  readonly size: number;
  /** The field as it stands, with formats 0 to 2. */
  readonly time: number;
  /** With formats 0 and 1. */
  readonly length: number;
  readonly type: number;
  /** With format 0. */
  readonly stream: number;
}

/** Says that four bytes with the timestamp follow the header. */
export const EXTENDED = 0xffffff;

/** Bytes of the message header by format. */
const SIZES = [11, 7, 3, 0];

/** The longest header, extended timestamp included. */
export const MAX_HEADER = 3 + 11 + 4;

/** Reads a header at `at`; undefined where the bytes up to `end` do not hold it. */
export function readChunkHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
): ChunkHeader | undefined {
  if (at >= end) return undefined;
  const format = bytes[at] >> 6, low = bytes[at] & 0x3f;
  const basic = low === 0 ? 2 : low === 1 ? 3 : 1, size = basic + SIZES[format];
  if (at + size > end) return undefined;
  const from = at + basic;
  return {
    format,
    channel: channelOf(low, bytes, at),
    size,
    time: format < 3 ? readU24(bytes, from) : 0,
    length: format < 2 ? readU24(bytes, from + 3) : 0,
    type: format < 2 ? bytes[from + 6] : 0,
    stream: format === 0 ? readU32LittleEndian(bytes, from + 7) : 0,
  };
}

function channelOf(low: number, bytes: Uint8Array, at: number): number {
  if (low === 0) return 64 + bytes[at + 1];
  return low === 1 ? 64 + bytes[at + 1] + 256 * bytes[at + 2] : low;
}

function readU32LittleEndian(bytes: Uint8Array, at: number): number {
  return readU32(Uint8Array.of(bytes[at + 3], bytes[at + 2], bytes[at + 1], bytes[at]), 0);
}
