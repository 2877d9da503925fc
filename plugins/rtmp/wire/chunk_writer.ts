import { writeU24, writeU32 } from "media/bytes.ts";
import { EXTENDED } from "./chunk_header.ts";

/** A message to write, its body in parts. */
export interface Outgoing {
  readonly type: number;
  readonly stream: number;
  /** Milliseconds, 32 bits unsigned. */
  readonly timestamp: number;
  readonly parts: readonly Uint8Array[];
}

/** Bytes of the first header, and of those behind it; of the extended timestamp. */
const FIRST = 12, NEXT = 1, TIME = 4;

/**
 * A message as chunks of at most `chunkSize` bytes on a chunk stream (2–63), in one buffer. It has a full header, so
 * that it means the same whatever was, or was not, sent before it.
 */
export function writeChunks(
  { type, stream, timestamp, parts }: Outgoing,
  channel: number,
  chunkSize: number,
): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const chunks = Math.max(1, Math.ceil(length / chunkSize));
  const time = timestamp >= EXTENDED ? TIME : 0;
  const out = new Uint8Array(FIRST + time + (chunks - 1) * (NEXT + time) + length);
  out[0] = channel;
  writeU24(out, 1, time ? EXTENDED : timestamp);
  writeU24(out, 4, length);
  out[7] = type;
  writeLittleEndian(out, 8, stream);
  if (time) writeU32(out, FIRST, timestamp);
  let at = FIRST + time, room = chunkSize;
  for (const part of parts) {
    for (let from = 0; from < part.length;) {
      if (room === 0) {
        out[at] = 0xc0 | channel;
        if (time) writeU32(out, at + NEXT, timestamp);
        at += NEXT + time;
        room = chunkSize;
      }
      const to = Math.min(part.length, from + room);
      out.set(from === 0 && to === part.length ? part : part.subarray(from, to), at);
      at += to - from;
      room -= to - from;
      from = to;
    }
  }
  return out;
}

function writeLittleEndian(out: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) out[at + i] = value >>> 8 * i;
}
