import type { Logger } from "core/mod.ts";
import { type Candidate, priorityOf } from "../wire/candidate.ts";
import type { ICEServer } from "../config.ts";
import { addressesOf, hostCandidates, type HostSettings } from "./hosts.ts";
import { isPeerAddress, plainIp } from "./ip.ts";
import { serverAddress } from "./servers.ts";
import type { TcpPort } from "./tcp_port.ts";
import type { UdpPort } from "./udp_port.ts";
import type { Port, Way } from "./way.ts";

export interface GatherSettings extends HostSettings {
  readonly servers: readonly ICEServer[];
  /** Milliseconds that servers are given to answer. */
  readonly timeout: number;
}

/** Our ends of the ways to peers. */
export class Network {
  readonly ports: readonly Port[];

  constructor(readonly udp: UdpPort | undefined, readonly tcp?: TcpPort) {
    this.ports = [udp, tcp].filter((port) => port !== undefined);
  }

  /** The way to a candidate of a peer's: by UDP, as connections come from peers only. */
  reach({ protocol, ip, port }: Candidate): Way | undefined {
    if (protocol !== "udp" || !this.udp || port === 0 || !isPeerAddress(ip)) return undefined;
    return this.udp.reach(plainIp(ip), port);
  }

  /** Every address that a peer may reach us by; what servers do not tell in time is left out. */
  async candidates(settings: GatherSettings, log: Logger): Promise<Candidate[]> {
    const ports = {
      ...this.udp && { udp: this.udp.place },
      ...this.tcp && { tcp: this.tcp.place },
    };
    const [hosts, reflexive] = await Promise.all([
      hostCandidates(settings, ports, log),
      this.#reflexive(settings, log),
    ]);
    const known = new Set(hosts.map(({ ip }) => ip));
    return [...hosts, ...reflexive.filter(({ ip }) => !known.has(ip))];
  }

  async #reflexive({ servers, timeout }: GatherSettings, log: Logger): Promise<Candidate[]> {
    const asked = servers.filter(({ url, clientOnly }) => url.startsWith("stun:") && !clientOnly);
    if (!this.udp || asked.length === 0) return [];
    const signal = AbortSignal.timeout(timeout);
    const found = await Promise.all(asked.map(({ url }) => this.#ask(url, signal, log)));
    return found.flat();
  }

  async #ask(url: string, signal: AbortSignal, log: Logger): Promise<Candidate[]> {
    const server = serverAddress(url);
    if (!server) return [];
    const [hostname] = await addressesOf(server.host, log);
    if (hostname === undefined) return [];
    const at = { transport: "udp", hostname, port: server.port } as const;
    const mapped = await this.udp!.mapped(at, signal);
    if (!mapped) {
      log.warn(`${url} has not answered in time`);
      return [];
    }
    const priority = priorityOf("srflx", "udp", 0), related = { ip: "0.0.0.0", port: 0 };
    const of = { foundation: "srflx", protocol: "udp", type: "srflx" } as const;
    return [{ ...of, priority, ...mapped, related }];
  }
}
