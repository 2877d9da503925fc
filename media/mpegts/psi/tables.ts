import { readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";

/** Programmes of a transport stream, and streams of a programme, that are looked at. */
const MAX_PROGRAMS = 64, MAX_STREAMS = 32;

export const PAT_TABLE = 0, PMT_TABLE = 2;

/** A programme and the PID of its map. */
export interface Program {
  readonly number: number;
  readonly pid: number;
}

/** An entry of a programme map. */
export interface StreamEntry {
  readonly pid: number;
  readonly streamType: number;
  readonly descriptors: readonly Descriptor[];
}

export interface Descriptor {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Reads the body of a programme association section (ISO/IEC 13818-1 §2.4.4.3). */
export function parsePat(body: Uint8Array): Program[] {
  const programs: Program[] = [];
  for (let at = 0; at + 4 <= body.length && programs.length < MAX_PROGRAMS; at += 4) {
    const number = readU16(body, at), pid = readU16(body, at + 2) & 0x1fff;
    // Number 0 tells where the network's own table is.
    if (number !== 0) programs.push({ number, pid });
  }
  return programs;
}

/** Reads the body of a programme map section (§2.4.4.8). */
export function parsePmt(body: Uint8Array): StreamEntry[] | Malformed {
  if (body.length < 4) return new Malformed("MPEG-TS: programme map is cut short");
  const streams: StreamEntry[] = [];
  let at = 4 + (readU16(body, 2) & 0x0fff);
  while (at + 5 <= body.length && streams.length < MAX_STREAMS) {
    const end = at + 5 + (readU16(body, at + 3) & 0x0fff);
    if (end > body.length) return new Malformed("MPEG-TS: programme map is cut short");
    const descriptors = parseDescriptors(body.subarray(at + 5, end));
    streams.push({ pid: readU16(body, at + 1) & 0x1fff, streamType: body[at], descriptors });
    at = end;
  }
  return streams;
}

/** Those that are whole. */
function parseDescriptors(bytes: Uint8Array): Descriptor[] {
  const descriptors: Descriptor[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const end = at + 2 + bytes[at + 1];
    if (end > bytes.length) break;
    descriptors.push({ tag: bytes[at], content: bytes.subarray(at + 2, end) });
    at = end;
  }
  return descriptors;
}
