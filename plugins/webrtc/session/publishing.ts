import { type Access, FaultLog, type Publication } from "core/mod.ts";
import type { Track } from "media/track.ts";
import { ToStream } from "../input/to_stream.ts";
import type { Peer } from "../peer/peer.ts";
import type { Announced } from "../wire/negotiate.ts";
import type { WrittenSection } from "../wire/write.ts";
import type { Role } from "./role.ts";
import type { Session } from "./session.ts";

/** The publisher's half of a session: takes the path once its tracks are known. */
export class Publishing implements Role {
  readonly state = "publish";
  readonly discarded = 0;
  readonly #faults: FaultLog;
  readonly #input: ToStream;
  #peer: Peer | undefined;
  #publication: Publication | undefined;

  constructor(
    private readonly session: Session,
    readonly access: Access,
    readonly sections: readonly WrittenSection[],
    announced: readonly Announced[],
  ) {
    const { environment: { clock, config }, log } = session;
    this.#faults = new FaultLog(log, clock);
    this.#input = new ToStream(announced, {
      clock,
      faults: this.#faults,
      absolute: access.entry.values.useAbsoluteTimestamp,
      trackTimeout: config.webrtcTrackGatherTimeout,
      send: (rtcp) => this.#peer?.sendRtcp(rtcp),
      publish: (tracks) => this.#publish(tracks),
      failed: (reason) => session.close(reason),
    });
  }

  get inboundLost(): number {
    return this.#input.lost;
  }

  get inboundJitter(): number {
    return this.#input.jitter;
  }

  start(peer: Peer): void {
    this.#peer = peer;
    this.#input.start();
  }

  rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.#input.rtp(bytes, start, end);
  }

  rtcp(packet: Uint8Array): void {
    this.#input.rtcp(packet);
  }

  end(): void {
    this.#input.close();
    this.#publication?.close();
    this.#faults.close();
  }

  #publish(tracks: readonly Track[]) {
    const { access, session } = this;
    this.#publication = session.environment.paths.publish(access, session, tracks);
    session.log.info(`is publishing to path '${access.name}'`);
    return this.#publication.stream;
  }
}
