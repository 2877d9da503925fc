import { FaultLog, type Publication, type PullRequest, type Source } from "core/mod.ts";
import type { Kind } from "media/track.ts";
import { ToStream } from "../input/to_stream.ts";
import type { Peer } from "../peer/peer.ts";
import { RECEIVABLE } from "../wire/codecs.ts";
import { answeredPublisher, offerToReceive } from "../wire/offer.ts";
import type { Description } from "../wire/description.ts";
import { Call, type Party } from "./call.ts";
import type { ClientSettings } from "./settings.ts";

const KINDS: readonly Kind[] = ["video", "audio"];

/** Pulls streams of other servers by WHEP. */
export function whepSource(settings: ClientSettings): Source {
  return {
    type: "webRTCSource",
    title: "WebRTC source",
    pull: (request) => new Pull(request, settings).run(),
  };
}

/** One attempt. */
class Pull implements Party {
  readonly #faults: FaultLog;
  #call: Call | undefined;
  #input: ToStream | undefined;
  #peer: Peer | undefined;
  #publication: Publication | undefined;

  constructor(private readonly request: PullRequest, private readonly settings: ClientSettings) {
    this.#faults = new FaultLog(request.log, request.clock);
  }

  async run(): Promise<void> {
    const { request, settings } = this, { url, path, clock, log, signal } = request;
    const { values } = path.entry;
    const close = () => this.#close();
    signal.addEventListener("abort", close);
    try {
      this.#call = new Call({
        ...{ url, clock, log, signal },
        token: values.whepBearerToken,
        fingerprint: values.sourceFingerprint,
        sections: offerToReceive(KINDS.map((kind) => ({ kind, formats: RECEIVABLE[kind]! }))),
        identity: await settings.identity(),
        gatherTimeout: values.whepSTUNGatherTimeout,
        handshakeTimeout: values.whepHandshakeTimeout,
        receiveBuffer: settings.receiveBuffer(),
      }, this);
      await this.#call.run();
    } finally {
      signal.removeEventListener("abort", close);
      this.#close();
      this.#faults.close();
    }
  }

  answered(answer: Description): void {
    const { clock, path: { entry: { values } } } = this.request;
    const announced = answeredPublisher(answer);
    if (announced.length === 0) throw new Error("the server has no track that can be received");
    this.#input = new ToStream(announced, {
      clock,
      faults: this.#faults,
      absolute: values.useAbsoluteTimestamp,
      trackTimeout: values.whepTrackGatherTimeout,
      send: (rtcp) => this.#peer?.sendRtcp(rtcp),
      publish: (tracks) => (this.#publication = this.request.publish(tracks, "")).stream,
      failed: (reason) => this.#call!.fail(reason),
    });
  }

  connected(peer: Peer): void {
    this.#peer = peer;
    this.#input!.start();
  }

  rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.#input?.rtp(bytes, start, end);
  }

  rtcp(packet: Uint8Array): void {
    this.#input?.rtcp(packet);
  }

  #close(): void {
    this.#input?.close();
    this.#publication?.close();
    this.#publication = undefined;
  }
}
