import { readU16, readU32, writeU32 } from "media/bytes.ts";
import type { RtcpPacket } from "media/rtp/rtcp.ts";

/** Packet types and formats of feedback (RFC 4585 §6.1). */
const TRANSPORT = 205, PAYLOAD = 206;
const NACK = 1, PLI = 1;

/** Calls back with each packet that a peer says it has not got (generic NACK, RFC 4585 §6.2.1). */
export function readNacks(
  packet: RtcpPacket,
  missing: (ssrc: number, number: number) => void,
): void {
  if (packet.kind !== "other" || packet.packetType !== TRANSPORT || packet.count !== NACK) return;
  const { body } = packet;
  if (body.length < 12) return;
  const ssrc = readU32(body, 4);
  for (let at = 8; at + 4 <= body.length; at += 4) {
    const first = readU16(body, at), mask = readU16(body, at + 2);
    missing(ssrc, first);
    for (let bit = 0; bit < 16; bit++) {
      if (mask >> bit & 1) missing(ssrc, first + bit + 1 & 0xffff);
    }
  }
}

/** Asks `source` for packets again; their numbers in order. */
export function nackOf(own: number, source: number, missing: readonly number[]): RtcpPacket {
  const words: number[] = [];
  for (const number of missing) {
    const distance = words.length > 0 ? number - (words.at(-1)! >>> 16) & 0xffff : 0;
    if (distance >= 1 && distance <= 16) words[words.length - 1] |= 1 << distance - 1;
    else words.push(number << 16);
  }
  const body = new Uint8Array(8 + 4 * words.length);
  writeU32(body, 0, own);
  writeU32(body, 4, source);
  words.forEach((word, i) => writeU32(body, 8 + 4 * i, word));
  return { kind: "other", packetType: TRANSPORT, count: NACK, body };
}

/** Asks `source` for a key frame (RFC 4585 §6.3.1). */
export function pliOf(own: number, source: number): RtcpPacket {
  const body = new Uint8Array(8);
  writeU32(body, 0, own);
  writeU32(body, 4, source);
  return { kind: "other", packetType: PAYLOAD, count: PLI, body };
}

/** The value of a header extension of one or two bytes' form (RFC 8285 §4.2, §4.3); undefined where it is missing. */
export function extension(
  bytes: Uint8Array,
  start: number,
  end: number,
  number: number,
): Uint8Array | undefined {
  if (!(bytes[start] & 0x10)) return undefined;
  const from = start + 12 + 4 * (bytes[start] & 0x0f);
  if (from + 4 > end) return undefined;
  const profile = readU16(bytes, from),
    stop = Math.min(end, from + 4 + 4 * readU16(bytes, from + 2));
  const short = profile === 0xbede;
  if (!short && profile >> 4 !== 0x100) return undefined;
  for (let at = from + 4; at < stop;) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    const id = short ? bytes[at] >> 4 : bytes[at];
    const size = short ? (bytes[at] & 0x0f) + 1 : bytes[at + 1], value = at + (short ? 1 : 2);
    if (short && id === 15 || value + size > stop) return undefined;
    if (id === number) return bytes.subarray(value, value + size);
    at = value + size;
  }
  return undefined;
}

/** The value as 16 bits; −1 where it is none. */
export function number16(value: Uint8Array | undefined): number {
  return value?.length === 2 ? readU16(value, 0) : -1;
}

/** A body that others fill in. */
export function transportFeedback(count: number, body: Uint8Array): RtcpPacket {
  return { kind: "other", packetType: TRANSPORT, count, body };
}
