import ipaddr from "ipaddr.js";

/** Bytes of a `sockaddr_in6`, the largest address there is. */
export const SOCKADDR = 28;

const AF_INET = 2, AF_INET6 = 10;

/**
 * The IP by which a socket of this family reaches `ip`: IPv4 is mapped on an IPv6 socket (RFC 4291 §2.5.5.2). Throws
 * where there is none.
 */
export function reach(ip: string, ipv6: boolean): string {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return ipv6 ? `::ffff:${ip}` : ip;
  if (!ipaddr.IPv6.isValid(ip)) throw new Error(`Cannot send to '${ip}': not an IP address`);
  if (ipv6) return ip;
  const address = ipaddr.IPv6.parse(ip);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  throw new Error(`Cannot send to '${ip}': the socket is bound to IPv4`);
}

/** Linux's `sockaddr_in` (16 bytes) or `sockaddr_in6` (28 bytes). */
export function encodeSockaddr(ip: string, port: number): Uint8Array<ArrayBuffer> {
  const ipv6 = ip.includes(":");
  const name = new Uint8Array(new ArrayBuffer(ipv6 ? SOCKADDR : 16));
  const view = new DataView(name.buffer);
  view.setUint16(0, ipv6 ? AF_INET6 : AF_INET, true);
  view.setUint16(2, port);
  name.set(ipaddr.parse(ip).toByteArray(), ipv6 ? 8 : 4);
  return name;
}

/** The IP of the `sockaddr` at `at`: IPv4 seen through an IPv6 socket as plain IPv4. */
export function decodeIp(view: DataView<ArrayBuffer>, at: number): string {
  const ipv6 = view.getUint16(at, true) === AF_INET6;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + (ipv6 ? 8 : 4), ipv6 ? 16 : 4);
  const ip = ipaddr.fromByteArray([...bytes]);
  if (ip instanceof ipaddr.IPv4) return ip.toString();
  return ip.isIPv4MappedAddress() ? ip.toIPv4Address().toString() : ip.toRFC5952String();
}
