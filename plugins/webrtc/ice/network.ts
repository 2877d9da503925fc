import type { Logger } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import { type Candidate, priorityOf } from "../wire/candidate.ts";
import type { ICEServer } from "../config.ts";
import { addressesOf, hostCandidates, type HostSettings } from "./hosts.ts";
import { isPeerAddress, plainIp } from "./ip.ts";
import { loginOf, serverAddress } from "./servers.ts";
import type { TcpPort } from "./tcp_port.ts";
import { Relay } from "./turn/relay.ts";
import type { UdpPort } from "./udp_port.ts";
import type { Port, Way } from "./way.ts";

export interface GatherSettings extends HostSettings {
  readonly servers: readonly ICEServer[];
  /** Milliseconds that servers are given to answer. */
  readonly timeout: number;
}

/** Our ends of the ways to peers. */
export class Network {
  readonly #relays = new Map<string, Relay>();

  constructor(
    private readonly clock: Clock,
    readonly udp: UdpPort | undefined,
    readonly tcp?: TcpPort,
  ) {}

  /** Where peers come from. */
  get ports(): readonly Port[] {
    return [this.udp, this.tcp, ...this.#relays.values()].filter((port) => port !== undefined);
  }

  /** The ways to a candidate of a peer's: by UDP, as connections come from peers only. */
  reach({ protocol, ip, port }: Candidate): Way[] {
    if (protocol !== "udp" || !this.udp || port === 0 || !isPeerAddress(ip)) return [];
    const address = plainIp(ip);
    const relayed = this.#relays.values().map((relay) => relay.reach(address, port));
    return [this.udp.reach(address, port), ...relayed.filter((way) => way !== undefined)];
  }

  /** Gives back what servers keep for us. */
  close(): void {
    for (const relay of this.#relays.values()) relay.close();
  }

  /** Every address that a peer may reach us by; what servers do not tell in time is left out. */
  async candidates(settings: GatherSettings, log: Logger): Promise<Candidate[]> {
    const ports = {
      ...this.udp && { udp: this.udp.place },
      ...this.tcp && { tcp: this.tcp.place },
    };
    const [hosts, reflexive, relayed] = await Promise.all([
      hostCandidates(settings, ports, log),
      this.#reflexive(settings, log),
      this.#relayed(settings, log),
    ]);
    const known = new Set(hosts.map(({ ip }) => ip));
    return [...hosts, ...reflexive.filter(({ ip }) => !known.has(ip)), ...relayed];
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

  async #relayed({ servers, timeout }: GatherSettings, log: Logger): Promise<Candidate[]> {
    const asked = servers.filter(({ url, clientOnly }) => isRelay(url) && !clientOnly);
    if (!this.udp || asked.length === 0) return [];
    const found = await Promise.all(asked.map(async (server) => {
      try {
        const relay = await this.#relay(server, log);
        return relay && { ...await inTime(relay.address(), timeout), url: server.url };
      } catch (error) {
        log.warn(`${server.url}: ${(error as Error).message}`);
        return undefined;
      }
    }));
    const related = { ip: "0.0.0.0", port: 0 }, of = { protocol: "udp", type: "relay" } as const;
    return found.filter((one) => one !== undefined).map(({ ip, port }, i) => ({
      ...{ ...of, ip, port, related },
      foundation: `relay${i + 1}`,
      priority: priorityOf("relay", "udp", i),
    }));
  }

  /** The relay at a server, made when it is first asked for. */
  async #relay(server: ICEServer, log: Logger): Promise<Relay | undefined> {
    const address = serverAddress(server.url), key = JSON.stringify(server);
    const hostname = address && (await addressesOf(address.host, log))[0];
    if (!address || hostname === undefined) return undefined;
    const known = this.#relays.get(key);
    if (known) return known;
    const at = { transport: "udp", hostname, port: address.port } as const, udp = this.udp!;
    const relay = new Relay({
      clock: this.clock,
      send: (bytes) => udp.send(bytes, at),
      login: () => loginOf(server, this.clock.wall()),
      failed: (reason) => log.warn(`${server.url}: ${reason}`),
    });
    udp.divert(at, (...datagram) => relay.received(...datagram));
    this.#relays.set(key, relay);
    return relay;
  }
}

/** Relays are asked by UDP. */
function isRelay(url: string): boolean {
  return url.startsWith("turn:") && !/[?&]transport=tcp/i.test(url);
}

async function inTime<T>(promise: Promise<T>, timeout: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("it has not answered in time")), timeout);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
