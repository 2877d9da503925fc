import { readU16, readU32, writeU16, writeU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { crc32c } from "./crc32c.ts";

/** Types of chunks (RFC 9260 §3.2, RFC 3758 §3.2). */
export const DATA = 0, INIT = 1, INIT_ACK = 2, SACK = 3, HEARTBEAT = 4, HEARTBEAT_ACK = 5;
export const ABORT = 6, SHUTDOWN = 7, SHUTDOWN_ACK = 8, COOKIE_ECHO = 10, COOKIE_ACK = 11;
export const FORWARD_TSN = 192;

const HEADER = 12, CHECKSUM = 8;
/** Chunks of one packet. */
const MOST = 64;

export interface Chunk {
  readonly type: number;
  readonly flags: number;
  /** What follows the four common bytes. */
  readonly body: Uint8Array;
}

export interface SctpPacket {
  readonly source: number;
  readonly destination: number;
  /** Verification tag. */
  readonly tag: number;
  readonly chunks: readonly Chunk[];
}

/** Reads a packet whose checksum fits; what is cut off at its end is ignored. */
export function readSctp(bytes: Uint8Array): SctpPacket | Malformed {
  if (bytes.length < HEADER + 4) return new Malformed("SCTP: too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(CHECKSUM, true) !== crc32c(bytes, CHECKSUM)) {
    return new Malformed("SCTP: checksum");
  }
  const chunks: Chunk[] = [];
  for (let at = HEADER; at + 4 <= bytes.length && chunks.length < MOST;) {
    const size = readU16(bytes, at + 2), end = at + size;
    if (size < 4 || end > bytes.length) break;
    chunks.push({ type: bytes[at], flags: bytes[at + 1], body: bytes.subarray(at + 4, end) });
    at = end + 3 & ~3;
  }
  return {
    source: readU16(bytes, 0),
    destination: readU16(bytes, 2),
    tag: readU32(bytes, 4),
    chunks,
  };
}

export function writeSctp(
  { source, destination, tag, chunks }: SctpPacket,
): Uint8Array<ArrayBuffer> {
  const padded = ({ body }: Chunk) => 4 + (body.length + 3 & ~3);
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + padded(chunk), HEADER));
  writeU16(out, 0, source);
  writeU16(out, 2, destination);
  writeU32(out, 4, tag);
  let at = HEADER;
  for (const chunk of chunks) {
    out[at] = chunk.type, out[at + 1] = chunk.flags;
    writeU16(out, at + 2, 4 + chunk.body.length);
    out.set(chunk.body, at + 4);
    at += padded(chunk);
  }
  new DataView(out.buffer).setUint32(CHECKSUM, crc32c(out, CHECKSUM), true);
  return out;
}
