import { readU32, writeU16, writeU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of every packet's header (draft-sharabayko-srt-01 §3). */
export const HEADER = 16;

/** Types of control packets (§3.2). */
export const HANDSHAKE = 0,
  KEEPALIVE = 1,
  ACK = 2,
  NAK = 3,
  SHUTDOWN = 5,
  ACKACK = 6,
  DROP_REQUEST = 7,
  USER = 0x7fff;

/** Which key a payload is encrypted with (§3.1, KK). */
export const CLEAR = 0, EVEN = 1, ODD = 2;

/** Position of a packet that is a message by itself. */
const SOLO = 3;

export interface DataPacket {
  readonly kind: "data";
  /** 31 bits. */
  readonly sequence: number;
  /** 26 bits. */
  readonly message: number;
  /** It is the whole of a message. */
  readonly solo: boolean;
  readonly key: number;
  readonly retransmitted: boolean;
  /** Microseconds, 32 bits. */
  readonly timestamp: number;
  readonly destination: number;
  readonly payload: Bytes;
}

export interface ControlPacket {
  readonly kind: "control";
  readonly type: number;
  readonly subtype: number;
  /** Type-specific: an ACK's number, … */
  readonly info: number;
  readonly timestamp: number;
  readonly destination: number;
  readonly body: Bytes;
}

/** Reads a packet; what it holds are views of `bytes`. */
export function readPacket(bytes: Bytes): DataPacket | ControlPacket | Malformed {
  if (bytes.length < HEADER) return new Malformed("SRT: shorter than a header");
  const first = readU32(bytes, 0), second = readU32(bytes, 4);
  const timestamp = readU32(bytes, 8), destination = readU32(bytes, 12);
  const rest = bytes.subarray(HEADER);
  if (first >= 0x8000_0000) {
    const type = first >>> 16 & 0x7fff, subtype = first & 0xffff;
    return { kind: "control", type, subtype, info: second, timestamp, destination, body: rest };
  }
  return {
    kind: "data",
    sequence: first,
    message: second & 0x3ff_ffff,
    solo: second >>> 30 === SOLO,
    key: second >>> 27 & 3,
    retransmitted: (second & 1 << 26) !== 0,
    timestamp,
    destination,
    payload: rest,
  };
}

/** The socket that a packet of at least a header is for: 0 for one that asks for a connection. */
export function destinationOf(bytes: Uint8Array): number {
  return readU32(bytes, 12);
}

export type DataHeader = Pick<
  DataPacket,
  "sequence" | "message" | "key" | "timestamp" | "destination"
>;

/** Writes the header of a packet that is a message by itself, and is sent for the first time, at `at`. */
export function writeDataHeader(bytes: Uint8Array, at: number, header: DataHeader): void {
  writeU32(bytes, at, header.sequence);
  writeU32(bytes, at + 4, (SOLO << 30 | header.key << 27 | header.message) >>> 0);
  writeU32(bytes, at + 8, header.timestamp);
  writeU32(bytes, at + 12, header.destination);
}

/** Marks the data packet at `at` as one that is sent again. */
export function markRetransmitted(bytes: Uint8Array, at: number): void {
  bytes[at + 4] |= 0x04;
}

export type ControlHeader =
  & Pick<ControlPacket, "type" | "timestamp" | "destination">
  & Partial<Pick<ControlPacket, "subtype" | "info">>;

/** Control packets without a body have four bytes of padding, as others send them. */
const PADDING = new Uint8Array(4);

/** Writes a control packet. */
export function writeControl(header: ControlHeader, body: Uint8Array = PADDING): Bytes {
  const out = new Uint8Array(HEADER + body.length);
  writeU16(out, 0, 0x8000 | header.type);
  writeU16(out, 2, header.subtype ?? 0);
  writeU32(out, 4, header.info ?? 0);
  writeU32(out, 8, header.timestamp);
  writeU32(out, 12, header.destination);
  out.set(body, HEADER);
  return out;
}
