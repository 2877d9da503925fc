import type { Access, Logger, Party } from "core/mod.ts";
import type { Environment } from "../environment.ts";
import { randomCredentials } from "../ice/credentials.ts";
import { type Peer, type PeerEvents } from "../peer/peer.ts";
import type { Identity } from "../peer/identity.ts";
import { openPeer } from "../peer/open.ts";
import { type Candidate, describeCandidate, writeCandidate } from "../wire/candidate.ts";
import { type Transport } from "../wire/description.ts";
import { type Fragment, writeFragment } from "../wire/fragment.ts";
import { writeDescription } from "../wire/write.ts";
import type { Role } from "./role.ts";

/** Who asks for a session. */
export interface Client {
  readonly ip: string;
  /** `IP:PORT` */
  readonly peer: string;
  readonly query: string;
  readonly userAgent: string;
}

/** Makes what a session is to be; it throws a `Refusal`, or whatever says why it cannot be. */
export type Cast = (session: Session) => Role | Promise<Role>;

/** A publisher or a reader: one peer. It owns what it took from the path, until it is closed. */
export class Session implements Party {
  readonly type = "webRTCSession";
  /** What the client is told: unlike the id, never logged or listed. */
  readonly secret = crypto.randomUUID();
  readonly created = new Date();
  readonly log: Logger;
  role: Role | undefined;
  peerConnection: Peer | undefined;
  #candidates: readonly Candidate[] = [];
  #cancelTimer: () => void = () => {};
  #closed = false;

  /** `forget`: told once, when it is closed. */
  constructor(
    readonly id: string,
    readonly access: Access,
    readonly client: Client,
    readonly environment: Environment,
    private readonly forget: (session: Session) => void,
  ) {
    this.log = environment.log.child(`session ${id.slice(0, 8)}`);
    this.log.info(`created by ${client.peer}`);
  }

  get peer(): string {
    return this.client.peer;
  }

  get query(): string {
    return this.client.query;
  }

  get userAgent(): string {
    return this.client.userAgent;
  }

  /** Our candidate of the way in use, and the peer's, as the API shows them; empty before there is one. */
  get ways(): { readonly local: string; readonly remote: string } {
    const pair = this.peerConnection?.selected;
    if (!pair) return { local: "", remote: "" };
    const { protocol, ip, via } = pair.way, isV6 = (text: string) => text.includes(":");
    const local = this.#candidates.find((candidate) =>
      candidate.protocol === protocol && isV6(candidate.ip) === isV6(ip) &&
      (candidate.type === "relay") === (via !== undefined)
    );
    return { local: local ? describeCandidate(local) : "", remote: describeCandidate(pair.remote) };
  }

  /** The answer to an offer. Throws where the session cannot be; it is closed then. */
  async answer(offered: Transport, cast: Cast): Promise<string> {
    try {
      const role = await cast(this);
      if (this.#closed) role.end();
      this.#stillOpen();
      this.role = role;
      return await this.#connect(offered, role);
    } catch (error) {
      this.close((error as Error).message);
      throw error;
    }
  }

  /** Takes what the client adds to its offer; the answer to it where ICE begins anew. */
  patch(fragment: Fragment): string | undefined {
    const { peerConnection } = this, { ufrag, password, candidates } = fragment;
    if (!peerConnection) return undefined;
    const restart = ufrag !== undefined && password !== undefined &&
      ufrag !== peerConnection.agent.remoteUfrag;
    if (!restart) {
      peerConnection.addCandidates(candidates);
      return undefined;
    }
    const local = randomCredentials();
    peerConnection.agent.restart(local, { ufrag, password });
    peerConnection.addCandidates(candidates);
    const mid = this.role?.sections.find(({ content, sctpPort }) => content ?? sctpPort)?.mid ??
      "0";
    return writeFragment({ ...local, candidates: this.#candidates.map(writeCandidate) }, mid);
  }

  /** The user name fragment that the peer's checks have now. */
  get ufrag(): string {
    return this.peerConnection?.agent.local.ufrag ?? "";
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTimer();
    this.role?.end();
    this.peerConnection?.close();
    this.forget(this);
    this.log.info(`closed: ${reason}`);
  }

  #stillOpen(): void {
    if (this.#closed) throw new Error("terminated");
  }

  async #connect(offered: Transport, role: Role): Promise<string> {
    const { environment, log } = this, { network, config, clock } = environment;
    const [identity, candidates] = await Promise.all([
      environment.identity(),
      network.candidates(gatherSettings(config), log),
    ]);
    this.#stillOpen();
    this.#candidates = candidates;
    const local = randomCredentials(), client = begins(offered, identity);
    const peer = openPeer(
      { identity, network, clock, local, controlling: offered.lite },
      this.#events(role),
    );
    this.peerConnection = peer;
    this.#await(config.webrtcHandshakeTimeout);
    peer.start(offered, client);
    return writeDescription({
      id: String(crypto.getRandomValues(new BigUint64Array(1))[0] >> 2n),
      ...local,
      fingerprint: identity.certificate.fingerprint,
      setup: client ? "active" : "passive",
      bundle: offered.bundle,
      candidates: candidates.map(writeCandidate),
      sections: role.sections,
    });
  }

  #await(timeout: number): void {
    const late = "deadline exceeded while waiting connection";
    this.#cancelTimer = this.environment.clock.setTimer(() => this.close(late), timeout);
  }

  #events(role: Role): PeerEvents {
    return {
      connected: () => {
        this.#cancelTimer();
        const { local, remote } = this.ways;
        this.log.info(
          `peer connection established, local candidate: ${local}, remote candidate: ${remote}`,
        );
        role.start(this.peerConnection!);
      },
      rtp: (bytes, start, end) => role.rtp(bytes, start, end),
      rtcp: (packet) => role.rtcp(packet),
      data: (bytes) => role.data?.(bytes),
      closed: (reason) => this.close(`peer connection closed: ${reason}`),
    };
  }
}

/** Whether we begin DTLS. Where the peer lets us choose, we are the server, which picks the cipher, if it matters. */
function begins({ setup }: Transport, { ciphers }: Identity): boolean {
  return setup === "passive" || setup === "actpass" && !ciphers.prefersGcm;
}

/** What our candidates are made of. */
function gatherSettings(config: Environment["config"]) {
  return {
    fromInterfaces: config.webrtcIPsFromInterfaces,
    interfaces: config.webrtcIPsFromInterfacesList,
    additional: config.webrtcAdditionalHosts,
    servers: config.webrtcICEServers2,
    timeout: config.webrtcSTUNGatherTimeout,
  };
}
