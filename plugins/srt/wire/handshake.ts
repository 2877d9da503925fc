import { readU16, readU32, writeU16, writeU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { type Extension, readExtensions, writeExtensions } from "./extension.ts";
import type { Bytes } from "./packet.ts";

/** Types of handshakes (draft-sharabayko-srt-01 §3.2.1); above 1000 a refusal, whose reason is what is over. */
export const INDUCTION = 1, CONCLUSION = 0xffff_ffff, REFUSALS = 1000;

/** What the answer to an induction has in its extension field. */
export const MAGIC = 0x4a17;
/** What an induction has there: datagrams. */
export const DATAGRAMS = 2;

/** Why a connection was refused (§4.3, table 7). */
export const REASONS = {
  unknown: 0,
  system: 1,
  peer: 2,
  resource: 3,
  rogue: 4,
  version: 8,
  badSecret: 10,
  unsecure: 11,
  congestion: 13,
  filter: 14,
  group: 15,
} as const;

const REASON_TEXTS: readonly string[] = [
  "no reason is given",
  "a system function failed",
  "the application refused",
  "resources are exhausted",
  "the handshake was wrong",
  "too many connections wait",
  "an internal error",
  "the listener is closing",
  "the version is not supported",
  "the cookies collided",
  "wrong passphrase",
  "a passphrase is required, or not expected",
  "the message API does not match",
  "the congestion control does not match",
  "the packet filter does not match",
  "groups do not match",
  "it took too long",
  "the cipher does not match",
];

/** A refusal's reason in words; those above 1000 are the application's own, like those of HTTP. */
export function reasonText(reason: number): string {
  return REASON_TEXTS[reason] ?? `the application refused with code ${reason}`;
}

const FIXED = 48;

export interface Handshake {
  /** 4 in an induction, 5 in everything else. */
  readonly version: number;
  /** Length of the key in eights of bytes: 0 for none, or not said. */
  readonly encryption: number;
  /** What extensions there are; `MAGIC` in the answer to an induction. */
  readonly extensionField: number;
  /** The first sequence number that is sent. */
  readonly sequence: number;
  /** Bytes of the largest packet, IP and UDP headers included. */
  readonly mtu: number;
  /** Packets that may be on their way. */
  readonly flowWindow: number;
  readonly type: number;
  /** Of who sends this. */
  readonly socket: number;
  readonly cookie: number;
  /** 16 bytes: the address of who receives this. */
  readonly peer: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** Reads the body of a handshake packet. */
export function readHandshake(body: Bytes): Handshake | Malformed {
  if (body.length < FIXED) return new Malformed("SRT: a handshake that is cut short");
  const type = readU32(body, 20), version = readU32(body, 0);
  const extensions = version === 5 && type === CONCLUSION
    ? readExtensions(body.subarray(FIXED))
    : [];
  if (extensions instanceof Malformed) return extensions;
  return {
    version,
    encryption: readU16(body, 4),
    extensionField: readU16(body, 6),
    sequence: readU32(body, 8) & 0x7fff_ffff,
    mtu: readU32(body, 12),
    flowWindow: readU32(body, 16),
    type,
    socket: readU32(body, 24),
    cookie: readU32(body, 28),
    peer: body.subarray(32, FIXED),
    extensions,
  };
}

export function writeHandshake(handshake: Handshake): Bytes {
  const extensions = writeExtensions(handshake.extensions);
  const out = new Uint8Array(FIXED + extensions.length);
  writeU32(out, 0, handshake.version);
  writeU16(out, 4, handshake.encryption);
  writeU16(out, 6, handshake.extensionField);
  writeU32(out, 8, handshake.sequence);
  writeU32(out, 12, handshake.mtu);
  writeU32(out, 16, handshake.flowWindow);
  writeU32(out, 20, handshake.type);
  writeU32(out, 24, handshake.socket);
  writeU32(out, 28, handshake.cookie);
  out.set(handshake.peer.subarray(0, 16), 32);
  out.set(extensions, FIXED);
  return out;
}
