import type { FaultLog, FrameReader, Lane } from "core/mod.ts";
import { concat } from "media/bytes.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { Peer } from "../peer/peer.ts";
import { Association } from "../wire/sctp/association.ts";
import { answerMessage, BINARY, CONTROL, openMessage } from "../wire/sctp/channel.ts";

/** What the channel is called, and its number: odd ones are the DTLS server's, even ones the client's. */
const LABEL = "KLV", STREAM = { client: 0, server: 1 };

export interface DataOutput {
  readonly peer: Peer;
  readonly clock: Clock;
  readonly faults: FaultLog;
}

/** A track of metadata (KLV) on its way to one peer: each unit a message of a data channel. */
export class DataSender implements FrameReader {
  discarded = 0;
  readonly #association: Association;
  readonly #stream: number;
  #leave: () => void = () => {};
  #cancelTimer: () => void = () => {};

  constructor(private readonly lane: Lane, private readonly to: DataOutput) {
    const [tag, tsn] = crypto.getRandomValues(new Uint32Array(2));
    const cookie = crypto.getRandomValues(new Uint8Array(16));
    this.#association = new Association({ tag, tsn, cookie });
    this.#stream = to.peer.isDtlsClient ? STREAM.client : STREAM.server;
  }

  /** Takes a packet of SCTP; the peer begins. */
  receive(bytes: Uint8Array): void {
    const { clock } = this.to, association = this.#association, before = association.state;
    association.receive(bytes, clock.now());
    if (before === "waiting" && association.state === "open") this.#open();
    for (const { stream, protocol, data } of association.messages.splice(0)) {
      const answer = protocol === CONTROL ? answerMessage(data) : undefined;
      if (answer) association.send(stream, CONTROL, answer, clock.now());
    }
    this.#drain();
  }

  write({ payload }: AccessUnit): void {
    const { clock, faults } = this.to;
    if (!this.#association.send(this.#stream, BINARY, concat(payload), clock.now())) {
      this.discarded++;
      faults.slow(1);
    }
    this.#drain();
  }

  stop(): void {
    this.#leave();
    this.#cancelTimer();
  }

  #open(): void {
    this.#association.send(this.#stream, CONTROL, openMessage(LABEL), this.to.clock.now());
    this.#leave = this.lane.addFrameReader(this);
  }

  #drain(): void {
    const { peer, clock } = this.to, association = this.#association;
    for (const packet of association.outbox.splice(0)) peer.sendData(packet);
    this.#cancelTimer();
    if (association.state === "closed") return this.stop();
    if (association.deadline === Infinity) return;
    this.#cancelTimer = clock.setTimer(() => {
      association.timeout(clock.now());
      this.#drain();
    }, association.deadline - clock.now());
  }
}
