import ipaddr from "ipaddr.js";

/** A client's address; undefined where it has none that means anything (a unix socket). */
export type Address = ipaddr.IPv4 | ipaddr.IPv6 | undefined;

/** Reads an address; IPv4 within IPv6 becomes IPv4. */
export function parseAddress(text: string): Address {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

/** Who is counted as one client: an address, or a network of IPv6 that providers give to one customer (/64). */
export function networkOf(ip: string): string {
  const address = parseAddress(ip);
  if (!(address instanceof ipaddr.IPv6)) return address?.toString() ?? ip;
  return address.parts.slice(0, 4).map((part) => part.toString(16)).join(":");
}

/** Whether an address lies in any of `list` (addresses or CIDR); an empty list holds every address. */
export function within(list: readonly string[]): (address: Address) => boolean {
  if (list.length === 0) return () => true;
  const networks = list.map(parseNetwork);
  return (address) => address !== undefined && networks.some((network) => holds(network, address));
}

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

function holds([base, bits]: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return base.kind() === address.kind() && address.match(base, bits);
}

/** Throws on what is neither an address nor CIDR. */
function parseNetwork(text: string): Network {
  const [base, bits] = text.includes("/") ? ipaddr.parseCIDR(text) : single(ipaddr.parse(text));
  const mapped = base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96;
  return mapped ? [base.toIPv4Address(), bits - 96] : [base, bits];
}

function single(address: ipaddr.IPv4 | ipaddr.IPv6): Network {
  return [address, address.toByteArray().length * 8];
}
