import { FaultLog, type Forwarder, type ForwardRequest, warnSkipped } from "core/mod.ts";
import { FromStream, sendableTracks } from "../output/from_stream.ts";
import type { Peer } from "../peer/peer.ts";
import { NONE_SUPPORTED } from "../wire/codecs.ts";
import type { Description } from "../wire/description.ts";
import type { Sendable, Sending } from "../wire/negotiate.ts";
import { answeredReader, bestOfEach, offerToSend } from "../wire/offer.ts";
import { Call, type Party } from "./call.ts";
import type { ClientSettings } from "./settings.ts";

/** Milliseconds to look for ways, and to connect. */
const GATHER = 5000, HANDSHAKE = 10_000;

/** Pushes streams to other servers by WHIP. */
export function whipForwarder(settings: ClientSettings): Forwarder {
  return { title: "WebRTC", forward: (request) => new Forward(request, settings).run() };
}

/** One attempt. */
class Forward implements Party {
  readonly #faults: FaultLog;
  #tracks: readonly Sendable[] = [];
  #sending: readonly Sending[] = [];
  #call: Call | undefined;
  #output: FromStream | undefined;

  constructor(private readonly request: ForwardRequest, private readonly settings: ClientSettings) {
    this.#faults = new FaultLog(request.log, request.clock);
  }

  async run(): Promise<void> {
    const { request, settings } = this, { url, to, fingerprint, clock, log, signal } = request;
    try {
      const { sendable, metadata, skipped } = sendableTracks(request.stream);
      if (sendable.length === 0) throw new Error(NONE_SUPPORTED);
      warnSkipped(log, metadata ? [...skipped, metadata.track] : skipped);
      this.#tracks = bestOfEach(sendable);
      this.#call = new Call({
        ...{ url, fingerprint, clock, log, signal },
        token: to.whipBearerToken,
        sections: offerToSend(this.#tracks),
        identity: await settings.identity(),
        gatherTimeout: GATHER,
        handshakeTimeout: HANDSHAKE,
        receiveBuffer: 0,
      }, this);
      request.counts(() => this.#call?.traffic?.outboundBytes ?? 0);
      await this.#call.run();
    } finally {
      this.#output?.stop();
      this.#faults.close();
    }
  }

  answered(answer: Description): void {
    this.#sending = answeredReader(answer, this.#tracks);
    if (this.#sending.length === 0) throw new Error("the server takes none of the tracks");
  }

  connected(peer: Peer): void {
    const { request: { stream, clock, log } } = this;
    const failed = (reason: string) => this.#call!.fail(reason);
    this.#output = new FromStream(stream, this.#sending, {
      peer,
      clock,
      faults: this.#faults,
      failed,
    });
    this.#output.start();
    log.info(`forwarding to '${this.#call!.resource.shown}'`);
    this.request.forwarding();
  }

  rtp(): void {}

  rtcp(packet: Uint8Array): void {
    this.#output?.rtcp(packet);
  }
}
