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

/** Where we listen: port numbers; absent where we do not. */
export interface HostPorts {
  readonly udp?: number;
  readonly tcp?: number;
}

/** Our own addresses as candidates: those of interfaces, loopback last, and additional ones. Names are looked up now. */
export async function hostCandidates(
  settings: HostSettings,
  { udp, tcp }: HostPorts,
  log: Logger,
): Promise<Candidate[]> {
  const ips = settings.fromInterfaces ? interfaceAddresses(settings.interfaces) : [];
  for (const host of settings.additional) ips.push(...await addressesOf(host, log));
  return [...new Set(ips)].flatMap((ip, i) => {
    const of = { foundation: String(i + 1), type: "host", ip } as const;
    const candidates: Candidate[] = [];
    if (udp !== undefined) {
      candidates.push({
        ...of,
        protocol: "udp",
        priority: priorityOf("host", "udp", i),
        port: udp,
      });
    }
    if (tcp !== undefined) {
      const priority = priorityOf("host", "tcp", i);
      candidates.push({ ...of, protocol: "tcp", priority, port: tcp, tcpType: "passive" });
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
