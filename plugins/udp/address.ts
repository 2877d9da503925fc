import { Malformed } from "media/malformed.ts";

/** Where media are received. */
export type Address = UdpAddress | { readonly kind: "unix"; readonly file: string };

export interface UdpAddress {
  readonly kind: "udp";
  /** Of this machine, or a multicast group; empty for every address. */
  readonly hostname: string;
  readonly port: number;
  /** The network that a group is received from; empty for all. */
  readonly interface: string;
  /** The IP that is listened to; empty for every one. */
  readonly source: string;
}

const UNIX = /^unix\+[a-z]+:\/\/([^?#]+)/;
const UDP = /^udp(?:\+[a-z]+)?:\/\/(?:\[([^\]]*)\]|([^:/?#]*)):(\d{1,5})(?:\/?\?([^#]*))?/;

/** Reads the URL of a source. */
export function parseAddress(url: string): Address | Malformed {
  const [, file] = UNIX.exec(url) ?? [];
  if (file !== undefined) return { kind: "unix", file: unescaped(file) };
  const [, ipv6, host, port, query] = UDP.exec(url) ?? [];
  if (port === undefined || Number(port) > 65535) return new Malformed(`'${url}' lacks the port`);
  const parameters = new URLSearchParams(query);
  const [network, source] = ["interface", "source"].map((key) => parameters.get(key) ?? "");
  const hostname = ipv6 ?? host;
  return { kind: "udp", hostname, port: Number(port), interface: network, source };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
