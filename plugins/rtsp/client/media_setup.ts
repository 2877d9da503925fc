import type { Logger } from "core/mod.ts";
import { peerIp } from "net/address.ts";
import { type Pair, parseTransportAnswer, type TransportAnswer } from "../wire/answer.ts";
import { header, type Response } from "../wire/message.ts";
import { granted, refusalOf, type RtspClient } from "./client.ts";
import { type PortOptions, UdpPair } from "./ports.ts";

/** What carries media. */
export type Lower = "udp" | "multicast" | "tcp";

/** What media of a session are to travel by. */
export interface Wish {
  readonly lower: Lower;
  /** Where UDP does not work TCP is to be tried. */
  readonly automatic: boolean;
}

/** How the media of one section travel. */
export type ClientRoute =
  | { readonly kind: "tcp"; readonly rtp: number; readonly rtcp: number }
  | { readonly kind: "udp"; readonly pair: UdpPair };

export interface SetupOptions extends PortOptions {
  /** Media go to the server rather than come from it. */
  readonly record: boolean;
  /** Ports of ours. */
  readonly portRange: Pair;
  /** Takes media from ports that the server has not named. */
  readonly anyPort: boolean;
  readonly log: Logger;
}

/** Agrees with a server on how the media of a session travel, one section after the other. */
export class MediaSetup {
  /** By media section. */
  readonly routes = new Map<number, ClientRoute>();
  readonly #pairs: UdpPair[] = [];
  #lower: Lower;

  constructor(
    private readonly client: RtspClient,
    private readonly wish: Wish,
    private readonly options: SetupOptions,
  ) {
    this.#lower = wish.lower;
  }

  /** What is asked for; a server may answer with another, which is asked for from then on. */
  get lower(): Lower {
    return this.#lower;
  }

  /**
   * Sets every section up, each by the first of its URLs that the server knows. Resolves with false where UDP did not
   * work and the server has closed the connection over it; rejects with its refusal.
   */
  async addAll(sections: readonly (readonly string[])[]): Promise<boolean> {
    for (const [media, urls] of sections.entries()) {
      const failure = await this.#add(media, urls).catch((error: Error) => error);
      if (!failure) continue;
      if (!this.wish.automatic || this.#lower !== "udp" || media > 0) throw failure;
      this.options.log.info(`${failure.message}; going on with TCP`);
      this.#lower = "tcp";
      const again = await this.#add(media, urls).catch((error: Error) => error);
      if (again && this.client.connection.closed) return false;
      if (again) throw again;
    }
    return true;
  }

  /** Lets the server's packets through what stands between us. */
  punch(): void {
    for (const pair of this.#pairs) pair.punch();
  }

  /** Closes the ports that were opened. */
  async close(): Promise<void> {
    await Promise.all(this.#pairs.map((pair) => pair.close()));
  }

  async #add(media: number, urls: readonly string[]): Promise<Error | undefined> {
    const pair = this.#lower === "udp" ? this.#openPair() : undefined;
    const asked: Pair = [2 * media, 2 * media + 1];
    const answer = await this.#ask(urls, this.#transport(asked, pair));
    if (!granted(answer)) return refusalOf("SETUP", answer);
    const agreed = parseTransportAnswer(header(answer, "transport"));
    if (pair && this.options.record && agreed.lower !== "tcp" && !agreed.serverPort) {
      return new Error("SETUP: the server names no ports to send to");
    }
    this.routes.set(media, this.#route(agreed, asked, pair));
    return undefined;
  }

  async #ask(urls: readonly string[], transport: string): Promise<Response> {
    let answer: Response | undefined;
    for (const url of urls) {
      answer = await this.client.ask("SETUP", url, { Transport: transport });
      if (granted(answer) || answer.status === UNSUPPORTED || this.client.connection.closed) break;
    }
    return answer!;
  }

  #transport([rtp, rtcp]: Pair, pair: UdpPair | undefined): string {
    const mode = this.options.record ? ";mode=record" : "";
    if (this.#lower === "multicast") return "RTP/AVP;multicast";
    if (!pair) return `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp}${mode}`;
    return `RTP/AVP;unicast;client_port=${pair.ports.rtp}-${pair.ports.rtcp}${mode}`;
  }

  #route(agreed: TransportAnswer, asked: Pair, pair: UdpPair | undefined): ClientRoute {
    if (this.#lower === "multicast") return { kind: "udp", pair: this.#joinGroup(agreed) };
    if (pair && agreed.lower !== "tcp") {
      pair.connect({
        hosts: this.#hosts(agreed.source),
        ports: agreed.serverPort,
        anyPort: this.options.anyPort,
      });
      return { kind: "udp", pair };
    }
    if (!pair && agreed.lower === "udp" && agreed.serverPort) {
      throw new Error("SETUP: asked for TCP, the server answers with UDP");
    }
    this.#lower = "tcp";
    const [rtp, rtcp] = agreed.interleaved ?? asked;
    return { kind: "tcp", rtp, rtcp };
  }

  #openPair(): UdpPair {
    const pair = UdpPair.unicast(this.options.portRange, this.options);
    this.#pairs.push(pair);
    return pair;
  }

  #joinGroup({ lower, destination, port, source }: TransportAnswer): UdpPair {
    if (lower !== "multicast" || destination === undefined || !port) {
      throw new Error("SETUP: asked for multicast, the server names no group");
    }
    const group = { group: destination, interface: this.#localAddress() };
    const pair = UdpPair.multicast(port, group, this.options);
    this.#pairs.push(pair);
    pair.connect({ hosts: this.#hosts(source), ports: undefined, anyPort: true });
    return pair;
  }

  /** The address that the server says media come from, and the one we know it by. */
  #hosts(source: string | undefined): string[] {
    const known = peerIp(this.client.connection.remoteAddr);
    const named = /^[\d.]+$|:/.test(source ?? "") && source !== "0.0.0.0" ? [source!] : [];
    return [...new Set([...named, known])];
  }

  #localAddress(): string {
    const address = peerIp(this.client.connection.localAddr);
    return address.includes(":") ? "0.0.0.0" : address;
  }
}

/** Unsupported Transport (RFC 2326 §11.3.14): another URL would not help. */
const UNSUPPORTED = 461;
