import { lookup } from "node:dns/promises";
import type { Logger } from "core/mod.ts";
import { type Candidate, priorityOf } from "../wire/candidate.ts";
import { ipBytes, isPeerAddress, plainIp } from "./ip.ts";

/** What clients are told of this machine. */
export interface HostSettings {
  readonly fromInterfaces: boolean;
  /** Interfaces; empty for all. */
  readonly interfaces: readonly string[];
  /** Addresses or names beside these. */
  readonly additional: readonly string[];
}

/** Where we listen; the host is empty for every address. */
export interface Place {
  readonly hostname: string;
  readonly port: number;
}

/** By each protocol; absent where we do not. */
export interface Places {
  readonly udp?: Place;
  readonly tcp?: Place;
}

/** Our own addresses as candidates: those of interfaces, loopback last, and additional ones. Names are looked up now. */
export async function hostCandidates(
  settings: HostSettings,
  { udp, tcp }: Places,
  log: Logger,
): Promise<Candidate[]> {
  const interfaces = settings.fromInterfaces ? interfaceAddresses(settings.interfaces) : [];
  const additional = await Promise.all(settings.additional.map((host) => addressesOf(host, log)));
  const all = [...new Set([...interfaces, ...additional.flat()])];
  const reachable = ({ hostname }: Place, ip: string) =>
    !isPeerAddress(hostname) || plainIp(hostname) === ip || !interfaces.includes(ip);
  return all.flatMap((ip, i) => {
    const of = { foundation: String(i + 1), type: "host", ip } as const;
    const candidates: Candidate[] = [];
    if (udp && reachable(udp, ip)) {
      const priority = priorityOf("host", "udp", i);
      candidates.push({ ...of, protocol: "udp", priority, port: udp.port });
    }
    if (tcp && reachable(tcp, ip)) {
      const priority = priorityOf("host", "tcp", i), passive = { tcpType: "passive" } as const;
      candidates.push({ ...of, ...passive, protocol: "tcp", priority, port: tcp.port });
    }
    return candidates;
  });
}

/** The addresses of a host: itself where it is one; none, and a warning, where it is not known. */
export async function addressesOf(host: string, log: Logger): Promise<string[]> {
  if (isPeerAddress(host)) return [plainIp(host)];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => plainIp(address));
  } catch (error) {
    log.warn(`cannot look up '${host}': ${(error as Error).message}`);
    return [];
  }
}

function interfaceAddresses(names: readonly string[]): string[] {
  return Deno.networkInterfaces()
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ address }) => address.split("%")[0])
    .filter((address) => isPeerAddress(address) && !isLinkLocal(address))
    .sort((a, b) => rank(a) - rank(b));
}

/** They mean nothing without the interface that they belong to. */
function isLinkLocal(address: string): boolean {
  const [first, second] = ipBytes(address);
  return first === 0xfe && (second & 0xc0) === 0x80;
}

/** IPv4, IPv6, and then what leads back to this machine. */
function rank(address: string): number {
  if (address === "::1" || address.startsWith("127.")) return 2;
  return address.includes(":") ? 1 : 0;
}
