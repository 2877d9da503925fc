import { readU16, readU32, writeU16, writeU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import type { Bytes } from "./packet.ts";

/** Types of handshake extensions (draft-sharabayko-srt-01 §3.2.1.1), and subtypes of user-defined control packets. */
export const HS_REQUEST = 1,
  HS_RESPONSE = 2,
  KM_REQUEST = 3,
  KM_RESPONSE = 4,
  STREAM_ID = 5,
  CONGESTION = 6,
  FILTER = 7,
  GROUP = 8;

/** Flags of a handshake that say what extensions there are (§3.2.1). */
export const HAS_HS = 1, HAS_KM = 2, HAS_CONFIG = 4;

/** Extensions of one handshake, and bytes of a text (§3.2.1.3). */
const MOST = 16, LONGEST_TEXT = 512;

export interface Extension {
  readonly type: number;
  /** A multiple of four bytes. */
  readonly content: Bytes;
}

/** Reads extension blocks that follow each other. */
export function readExtensions(bytes: Bytes): readonly Extension[] | Malformed {
  const found: Extension[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const type = readU16(bytes, at), end = at + 4 + 4 * readU16(bytes, at + 2);
    if (end > bytes.length) return new Malformed("SRT: a handshake extension that is cut short");
    if (found.length === MOST) return new Malformed("SRT: too many handshake extensions");
    found.push({ type, content: bytes.subarray(at + 4, end) });
    at = end;
  }
  return found;
}

export function writeExtensions(extensions: readonly Extension[]): Bytes {
  const out = new Uint8Array(extensions.reduce((sum, { content }) => sum + 4 + content.length, 0));
  let at = 0;
  for (const { type, content } of extensions) {
    writeU16(out, at, type);
    writeU16(out, at + 2, content.length / 4);
    out.set(content, at + 4);
    at += 4 + content.length;
  }
  return out;
}

/** What each side of a connection can do (§3.2.1.1.1). */
export const FLAGS = {
  tsbpdSender: 1,
  tsbpdReceiver: 2,
  crypto: 4,
  tooLateDrop: 8,
  periodicNak: 16,
  retransmitFlag: 32,
  stream: 64,
  packetFilter: 128,
} as const;

export interface Capabilities {
  /** Major, minor, patch: a byte each. */
  readonly version: number;
  readonly flags: number;
  /** Milliseconds that who sends this wants to wait as a receiver, and wants its peer to wait. */
  readonly receiverDelay: number;
  readonly senderDelay: number;
}

export function readCapabilities(content: Uint8Array): Capabilities | Malformed {
  if (content.length < 12) return new Malformed("SRT: a handshake extension that is too short");
  return {
    version: readU32(content, 0),
    flags: readU32(content, 4),
    receiverDelay: readU16(content, 8),
    senderDelay: readU16(content, 10),
  };
}

export function writeCapabilities(capabilities: Capabilities): Bytes {
  const out = new Uint8Array(12);
  writeU32(out, 0, capabilities.version);
  writeU32(out, 4, capabilities.flags);
  writeU16(out, 8, capabilities.receiverDelay);
  writeU16(out, 10, capabilities.senderDelay);
  return out;
}

/** Reads a text: the four bytes of each word come last first, and zeros fill the last word. */
export function readText(content: Uint8Array): string | Malformed {
  if (content.length > LONGEST_TEXT) return new Malformed("SRT: a text that is too long");
  const bytes = swapped(content);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

export function writeText(text: string): Bytes {
  const bytes = new TextEncoder().encode(text).subarray(0, LONGEST_TEXT);
  const out = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  out.set(bytes);
  return swapped(out);
}

function swapped(bytes: Uint8Array): Bytes {
  return Uint8Array.from(bytes, (_, i) => bytes[i ^ 3]);
}
