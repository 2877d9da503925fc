import { writeU16, writeU32 } from "media/bytes.ts";

/** One end of a conversation: 4 bytes of an IPv4 address, or 16 of an IPv6 one, and a port. */
export interface Endpoint {
  readonly address: Uint8Array;
  readonly port: number;
}

/** TCP's flags (RFC 9293 §3.1). */
export const FIN = 1, SYN = 2, PSH = 8, ACK = 16;

/** Where a TCP segment stands in its conversation. */
export interface Position {
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
}

/** The largest TCP payload that fits an IP packet with headers of 40 + 20 bytes. */
export const LARGEST_SEGMENT = 65535 - 60;

const ETHERNET = 14, IPV4 = 20, IPV6 = 40, TCP_HEADER = 20, UDP_HEADER = 8;
const ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_IPV6 = 0x86dd, TCP = 6, UDP = 17;
const HOP_LIMIT = 64, WINDOW = 65535;

/** An Ethernet frame with a TCP segment. Both addresses are of one family, the payload fits. */
export function tcpFrame(
  from: Endpoint,
  to: Endpoint,
  { sequence, acknowledged, flags }: Position,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = ipFrame(from, to, TCP, TCP_HEADER, payload), at = out.length - payload.length;
  const header = at - TCP_HEADER;
  writeU32(out, header + 4, sequence);
  writeU32(out, header + 8, acknowledged);
  out[header + 12] = TCP_HEADER / 4 << 4;
  out[header + 13] = flags;
  writeU16(out, header + 14, WINDOW);
  writeU16(out, header + 16, transportChecksum(out, header, from, to, TCP));
  return out;
}

/** An Ethernet frame with a datagram. */
export function udpFrame(
  from: Endpoint,
  to: Endpoint,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = ipFrame(from, to, UDP, UDP_HEADER, payload);
  const header = out.length - payload.length - UDP_HEADER;
  writeU16(out, header + 4, UDP_HEADER + payload.length);
  writeU16(out, header + 6, transportChecksum(out, header, from, to, UDP) || 0xffff);
  return out;
}

/** Everything below the transport header, both ports, and the payload. */
function ipFrame(
  from: Endpoint,
  to: Endpoint,
  protocol: number,
  transport: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const ipv6 = from.address.length === 16, ip = ipv6 ? IPV6 : IPV4;
  const out = new Uint8Array(ETHERNET + ip + transport + payload.length);
  out.set(hardwareAddress(to), 0);
  out.set(hardwareAddress(from), 6);
  writeU16(out, 12, ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
  if (ipv6) writeIpv6(out, from, to, protocol);
  else writeIpv4(out, from, to, protocol);
  writeU16(out, ETHERNET + ip, from.port);
  writeU16(out, ETHERNET + ip + 2, to.port);
  out.set(payload, out.length - payload.length);
  return out;
}

function writeIpv4(out: Uint8Array, from: Endpoint, to: Endpoint, protocol: number): void {
  out[ETHERNET] = 0x45;
  writeU16(out, ETHERNET + 2, out.length - ETHERNET);
  writeU16(out, ETHERNET + 6, 0x4000); // do not fragment
  out[ETHERNET + 8] = HOP_LIMIT;
  out[ETHERNET + 9] = protocol;
  out.set(from.address, ETHERNET + 12);
  out.set(to.address, ETHERNET + 16);
  writeU16(out, ETHERNET + 10, fold(sum(out, ETHERNET, ETHERNET + IPV4)));
}

function writeIpv6(out: Uint8Array, from: Endpoint, to: Endpoint, protocol: number): void {
  out[ETHERNET] = 0x60;
  writeU16(out, ETHERNET + 4, out.length - ETHERNET - IPV6);
  out[ETHERNET + 6] = protocol;
  out[ETHERNET + 7] = HOP_LIMIT;
  out.set(from.address, ETHERNET + 8);
  out.set(to.address, ETHERNET + 24);
}

/** A locally administered address that ends like the IP address: the IP of a host tells its hardware. */
function hardwareAddress({ address }: Endpoint): Uint8Array {
  return Uint8Array.of(2, 0, ...address.subarray(-4));
}

/** Over the pseudo-header, the transport header and the payload (RFC 9293 §3.1, RFC 8200 §8.1). */
function transportChecksum(
  frame: Uint8Array,
  header: number,
  from: Endpoint,
  to: Endpoint,
  protocol: number,
): number {
  const pseudo = sum(from.address, 0, from.address.length) + sum(to.address, 0, to.address.length);
  return fold(pseudo + protocol + frame.length - header + sum(frame, header, frame.length));
}

/** Sum of the 16-bit words; an odd last byte counts as the upper half of one. */
function sum(bytes: Uint8Array, start: number, end: number): number {
  let total = 0;
  for (let at = start; at + 1 < end; at += 2) total += bytes[at] << 8 | bytes[at + 1];
  return (end - start) % 2 === 0 ? total : total + (bytes[end - 1] << 8);
}

/** The Internet checksum of a sum of words (RFC 1071). */
function fold(total: number): number {
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return ~total & 0xffff;
}
