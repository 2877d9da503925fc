import { readU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import * as ts from "../packet.ts";

/** A packet of a transport stream (ISO/IEC 13818-1 §2.4.3.2) that has a payload. */
export interface Packet {
  readonly pid: number;
  /** A PES packet or section begins in it. */
  readonly start: boolean;
  /** 0–15. */
  readonly continuity: number;
  /** Continuity counter and clock may be any. */
  readonly jump: boolean;
  readonly scrambled: boolean;
  /** It is filled up: senders do that where a PES packet ends. */
  readonly stuffed: boolean;
  /** A view. */
  readonly payload: Uint8Array;
}

/** Reads the packet at `at`; undefined where it has no payload. */
export function parsePacket(bytes: Uint8Array, at: number): Packet | Malformed | undefined {
  const head = readU16(bytes, at + 1), flags = bytes[at + 3], pid = head & 0x1fff;
  if (pid === ts.NULL_PID) return undefined;
  if ((bytes[at + 1] & ts.TRANSPORT_ERROR) !== 0) {
    return new Malformed("MPEG-TS: packet is marked as damaged");
  }
  if ((flags & ts.HAS_PAYLOAD) === 0) return undefined;
  const field = at + ts.HEADER_SIZE, end = at + ts.PACKET_SIZE;
  const has = (flags & ts.HAS_ADAPTATION) !== 0, length = has ? bytes[field] : 0;
  const from = has ? field + 1 + length : field, marks = length > 0 ? bytes[field + 1] : 0;
  if (from > end) return new Malformed("MPEG-TS: adaptation field is too long");
  return {
    pid,
    start: (bytes[at + 1] & ts.UNIT_START) !== 0,
    continuity: flags & 15,
    jump: (marks & ts.DISCONTINUITY) !== 0,
    scrambled: flags >> 6 !== 0,
    stuffed: has && isStuffed(length, marks),
    payload: bytes.subarray(from, end),
  };
}

/** Bytes of what the marks of an adaptation field tell (§2.4.3.4), but for two that are as long as they say. */
const FLAGS_SIZE = 1, CLOCK_SIZE = 6, COUNTDOWN_SIZE = 1;

function isStuffed(length: number, marks: number): boolean {
  if (length === 0) return true;
  if ((marks & (ts.HAS_PRIVATE_DATA | ts.HAS_EXTENSION)) !== 0) return false;
  let used = FLAGS_SIZE;
  if ((marks & ts.HAS_PCR) !== 0) used += CLOCK_SIZE;
  if ((marks & ts.HAS_OPCR) !== 0) used += CLOCK_SIZE;
  if ((marks & ts.HAS_COUNTDOWN) !== 0) used += COUNTDOWN_SIZE;
  return length > used;
}
