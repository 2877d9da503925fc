/** A listen address as the configuration gives it. */
export interface ListenAddress {
  /** Empty: every address, IPv6 and IPv4. */
  readonly hostname: string;
  readonly port: number;
}

/** Reads `host:port` or `:port`; IPv6 hosts stand in brackets. Throws on anything else. */
export function parseAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) throw new Error(`Cannot listen on '${text}': not HOST:PORT`);
  return { hostname: match[1] ?? match[2], port };
}

/** `IP:PORT` of a peer, IPv6 in brackets, IPv4 seen through an IPv6 socket as plain IPv4. */
export function formatPeer(address: Deno.Addr): string {
  if (!("hostname" in address)) return "unix";
  const ip = plainIp(address.hostname);
  return ip.includes(":") ? `[${ip}]:${address.port}` : `${ip}:${address.port}`;
}

/** The IP of a peer without port; IPv4 seen through an IPv6 socket as plain IPv4. */
export function peerIp(address: Deno.Addr): string {
  return "hostname" in address ? plainIp(address.hostname) : "";
}

function plainIp(hostname: string): string {
  return hostname.startsWith("::ffff:") && hostname.includes(".") ? hostname.slice(7) : hostname;
}
