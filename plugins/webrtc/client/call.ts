import type { Logger } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { Clock } from "net/clock.ts";
import { openUdp } from "net/udp.ts";
import { randomCredentials } from "../ice/credentials.ts";
import { Network } from "../ice/network.ts";
import { RECEIVE_BUFFER, UdpPort } from "../ice/udp_port.ts";
import type { Identity } from "../peer/identity.ts";
import { openPeer } from "../peer/open.ts";
import type { Peer } from "../peer/peer.ts";
import { writeCandidate } from "../wire/candidate.ts";
import { type Description, parseDescription, transportOf } from "../wire/description.ts";
import { writeDescription, type WrittenSection } from "../wire/write.ts";
import { Resource, type ResourceOptions } from "./resource.ts";

/** What becomes of a call. */
export interface Party {
  /** The server has answered; throws where it is of no use. */
  answered(answer: Description): void;
  connected(peer: Peer): void;
  rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  rtcp(packet: Uint8Array): void;
}

export interface CallOptions extends ResourceOptions {
  readonly sections: readonly WrittenSection[];
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Milliseconds to look for ways, and to connect. */
  readonly gatherTimeout: number;
  readonly handshakeTimeout: number;
  readonly receiveBuffer: number;
}

/** One session that we have asked a server for. */
export class Call {
  readonly resource: Resource;
  readonly #over = Promise.withResolvers<never>();
  #peer: Peer | undefined;
  #cancelTimer: () => void = () => {};

  constructor(private readonly options: CallOptions, private readonly party: Party) {
    this.resource = new Resource(options);
    this.#over.promise.catch(() => {});
  }

  /** What has passed; undefined before there is anybody. */
  get traffic(): Peer["traffic"] | undefined {
    return this.#peer?.traffic;
  }

  /** Runs until it ends: rejects with the reason. */
  async run(): Promise<never> {
    const { signal, receiveBuffer, log } = this.options, port = new UdpPort();
    const socket = openUdp(":0", {
      receiveBuffer: receiveBuffer || RECEIVE_BUFFER,
      received: (...datagram) => port.received(...datagram),
      failed: (error) => log.error(`cannot receive: ${(error as Error).message}`),
    });
    port.use(socket);
    const stop = () => this.fail("terminated");
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) stop();
      await Promise.race([
        this.#connect(new Network(this.options.clock, port)),
        this.#over.promise,
      ]);
      return await this.#over.promise;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#cancelTimer();
      this.#peer?.close();
      await this.resource.end();
      await socket.close();
    }
  }

  /** Ends it. */
  fail(reason: string): void {
    this.#over.reject(new Error(reason));
  }

  async #connect(network: Network): Promise<void> {
    const { identity, clock, log, sections, gatherTimeout: timeout, handshakeTimeout } =
      this.options;
    const urls = await this.resource.servers();
    const servers = urls.map((url) => ({ url, username: "", password: "", clientOnly: false }));
    const hosts = { fromInterfaces: true, interfaces: [], additional: [] };
    const candidates = await network.candidates({ ...hosts, servers, timeout }, log);
    const local = randomCredentials();
    const answer = parseDescription(
      await this.resource.offer(writeDescription({
        id: String(crypto.getRandomValues(new BigUint64Array(1))[0] >> 2n),
        ...local,
        fingerprint: identity.certificate.fingerprint,
        setup: "actpass",
        bundle: true,
        candidates: candidates.map(writeCandidate),
        sections,
      })),
    );
    if (answer instanceof Malformed) throw new Error(`the server's answer: ${answer.reason}`);
    const transport = transportOf(answer);
    if (transport instanceof Malformed) throw new Error(`the server's answer: ${transport.reason}`);
    if (this.options.signal.aborted) return;
    this.party.answered(answer);
    this.#peer = openPeer({ identity, network, clock, local, controlling: true }, {
      connected: () => this.#connected(),
      rtp: (bytes, start, end) => this.party.rtp(bytes, start, end),
      rtcp: (packet) => this.party.rtcp(packet),
      closed: (reason) => this.fail(`peer connection closed: ${reason}`),
    });
    const late = "deadline exceeded while waiting connection";
    this.#cancelTimer = clock.setTimer(() => this.fail(late), handshakeTimeout);
    this.#peer.start(transport, transport.setup === "passive");
  }

  #connected(): void {
    this.#cancelTimer();
    this.party.connected(this.#peer!);
  }
}
