import ipaddr from "ipaddr.js";

/** 4 bytes of an IPv4 address, 16 of an IPv6 one. Throws where it is none. */
export function ipBytes(ip: string): Uint8Array {
  return Uint8Array.from(ipaddr.parse(ip).toByteArray());
}

export function ipText(bytes: Uint8Array): string {
  const ip = ipaddr.fromByteArray([...bytes]);
  return ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString();
}

/** Whether it is an address that a packet can be sent to: no name, no group, not the empty one. */
export function isPeerAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const range = ipaddr.process(text).range();
  return range !== "multicast" && range !== "broadcast" && range !== "unspecified";
}

/** As others write it: IPv4 mapped into IPv6 as plain IPv4. */
export function plainIp(text: string): string {
  const ip = ipaddr.process(text);
  return ip instanceof ipaddr.IPv6 ? ip.toRFC5952String() : ip.toString();
}
