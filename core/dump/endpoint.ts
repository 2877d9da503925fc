import ipaddr from "ipaddr.js";
import type { Endpoint } from "media/pcapng/frame.ts";

/** An address as a capture has it; IPv4 within IPv6 becomes IPv4. Undefined where the host is no IP address. */
export function endpointOf({ hostname, port }: Deno.NetAddr): Endpoint | undefined {
  if (!ipaddr.isValid(hostname)) return undefined;
  return { address: Uint8Array.from(ipaddr.process(hostname).toByteArray()), port };
}

/** `local` as a peer of this family sees it: an address of the other family, or none, becomes 0.0.0.0 or ::. */
export function facing(local: Endpoint | undefined, port: number, peer: Endpoint): Endpoint {
  const { length } = peer.address;
  return local?.address.length === length ? local : { address: new Uint8Array(length), port };
}
