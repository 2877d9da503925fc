import { readU16, readU32, toHex, writeU16, writeU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { crc32 } from "./crc32.ts";

/** Types of messages: the method Binding with its class (RFC 8489 §5). */
export const BINDING_REQUEST = 0x0001;
export const BINDING_SUCCESS = 0x0101;

/** Attributes (RFC 8489 §18.3, RFC 8445 §16.1). */
export const USERNAME = 0x0006;
export const MESSAGE_INTEGRITY = 0x0008;
export const ERROR_CODE = 0x0009;
export const XOR_MAPPED_ADDRESS = 0x0020;
export const PRIORITY = 0x0024;
export const USE_CANDIDATE = 0x0025;
const FINGERPRINT = 0x8028;
export const ICE_CONTROLLED = 0x8029;
export const ICE_CONTROLLING = 0x802a;

const HEADER = 20;
const COOKIE = 0x2112a442;
const FINGERPRINT_XOR = 0x5354554e;
const MAC = 20;
/** Attributes of one message. */
const MAX_ATTRIBUTES = 32;

/** HMAC-SHA1. */
export type Hmac = (key: Uint8Array, bytes: Uint8Array) => Uint8Array;

export interface StunMessage {
  readonly type: number;
  /** 12 bytes as hexadecimal digits. */
  readonly transaction: string;
  /** The first of each kind, up to the message integrity. */
  readonly attributes: ReadonlyMap<number, Uint8Array>;
  /** What the message integrity covers, its length field as if it were the end; absent without one. */
  readonly covered?: Uint8Array;
}

/** An address of IPv4 or IPv6: 4 or 16 bytes. */
export interface MappedAddress {
  readonly ip: Uint8Array;
  readonly port: number;
}

/** Whether it may be a STUN message, rather than DTLS or RTP (RFC 7983). */
export function isStun(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= HEADER && bytes[start] < 4 && readU32(bytes, start + 4) === COOKIE;
}

/** Reads a message; what its length does not cover is ignored. */
export function parseStun(bytes: Uint8Array): StunMessage | Malformed {
  if (!isStun(bytes, 0, bytes.length)) return new Malformed("STUN: no header");
  const end = HEADER + readU16(bytes, 2);
  if (end > bytes.length || end % 4 !== 0) return new Malformed("STUN: length");
  const attributes = new Map<number, Uint8Array>();
  let covered: Uint8Array | undefined;
  for (let at = HEADER, count = 0; at < end && !covered;) {
    if (at + 4 > end || count++ > MAX_ATTRIBUTES) return new Malformed("STUN: attributes");
    const type = readU16(bytes, at), size = readU16(bytes, at + 2), value = at + 4;
    if (value + size > end) return new Malformed("STUN: attribute's length");
    if (!attributes.has(type)) attributes.set(type, bytes.subarray(value, value + size));
    if (type === MESSAGE_INTEGRITY) {
      if (size !== MAC) return new Malformed("STUN: message integrity");
      covered = bytes.slice(0, at);
      writeU16(covered, 2, at + 4 + MAC - HEADER);
    }
    at = value + size + 3 & ~3;
  }
  return {
    type: readU16(bytes, 0),
    transaction: toHex(bytes.subarray(8, HEADER)),
    attributes,
    ...covered && { covered },
  };
}

/** Whether who sent the message knows the key. */
export function isGenuine(message: StunMessage, key: Uint8Array, hmac: Hmac): boolean {
  const mac = message.attributes.get(MESSAGE_INTEGRITY);
  if (!mac || !message.covered) return false;
  const expected = hmac(key, message.covered);
  let difference = 0;
  for (let i = 0; i < MAC; i++) difference |= mac[i] ^ expected[i];
  return difference === 0;
}

/** Writes a message; with a key it ends in message integrity and fingerprint. */
export function writeStun(
  type: number,
  transaction: string,
  attributes: readonly (readonly [number, Uint8Array])[],
  key?: Uint8Array,
  hmac?: Hmac,
): Uint8Array<ArrayBuffer> {
  const padded = (size: number) => size + 3 & ~3;
  const body = attributes.reduce((sum, [, value]) => sum + 4 + padded(value.length), 0);
  const out = new Uint8Array(new ArrayBuffer(HEADER + body + (key ? 4 + MAC + 8 : 0)));
  writeU16(out, 0, type);
  writeU32(out, 4, COOKIE);
  out.set(Uint8Array.fromHex(transaction), 8);
  let at = HEADER;
  const add = (kind: number, value: Uint8Array) => {
    writeU16(out, at, kind);
    writeU16(out, at + 2, value.length);
    out.set(value, at + 4);
    at += 4 + padded(value.length);
  };
  for (const [kind, value] of attributes) add(kind, value);
  writeU16(out, 2, at - HEADER);
  if (!key || !hmac) return out;
  writeU16(out, 2, at + 4 + MAC - HEADER);
  add(MESSAGE_INTEGRITY, hmac(key, out.subarray(0, at)));
  writeU16(out, 2, at + 8 - HEADER);
  add(FINGERPRINT, word((crc32(out.subarray(0, at)) ^ FINGERPRINT_XOR) >>> 0));
  return out;
}

/** 32 bits as an attribute has them. */
export function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
}

/** The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2). */
export function writeMapped({ ip, port }: MappedAddress, transaction: string): Uint8Array {
  const out = new Uint8Array(4 + ip.length), mask = maskOf(transaction);
  out[1] = ip.length === 4 ? 1 : 2;
  writeU16(out, 2, port ^ COOKIE >>> 16);
  ip.forEach((byte, i) => out[4 + i] = byte ^ mask[i]);
  return out;
}

/** Reads it; undefined where it is none. */
export function readMapped(value: Uint8Array, transaction: string): MappedAddress | undefined {
  const size = value[1] === 1 ? 4 : value[1] === 2 ? 16 : 0;
  if (size === 0 || value.length !== 4 + size) return undefined;
  const mask = maskOf(transaction);
  return {
    ip: value.slice(4).map((byte, i) => byte ^ mask[i]),
    port: readU16(value, 2) ^ COOKIE >>> 16,
  };
}

function maskOf(transaction: string): Uint8Array {
  const mask = new Uint8Array(16);
  writeU32(mask, 0, COOKIE);
  mask.set(Uint8Array.fromHex(transaction), 4);
  return mask;
}
