import { type FaultLog, Gate, type Lane, type PacketReader, type Rendition } from "core/mod.ts";
import type { RtpBatch } from "media/rtp/batch.ts";
import { FIXED_HEADER, marker, payloadEnd, payloadStart } from "media/rtp/packet.ts";
import { sequence, timestamp, writeHeader } from "media/rtp/packet.ts";
import type { Clock } from "net/clock.ts";
import type { Peer } from "../peer/peer.ts";
import { History } from "./history.ts";
import { spread } from "./spread.ts";
import { type SentForm, sentForm } from "./sent_form.ts";

/** Milliseconds in which a packet that was asked for again is not sent a third time. */
const AGAIN = 20;
/** Pictures out of order that are too many, within so many milliseconds. */
const REORDERED = 3, REORDER_WINDOW = 5000;

export interface TrackOutput {
  readonly peer: Peer;
  readonly clock: Clock;
  readonly faults: FaultLog;
  /** The stream is not what can be sent. */
  failed(reason: string): void;
  /** As the peer knows the format. */
  readonly payloadType: number;
}

/** One track on its way to one peer. */
export class TrackSender implements PacketReader {
  discarded = 0;
  readonly ssrc: number;
  readonly #rendition: Rendition;
  readonly #convert: SentForm["convert"];
  readonly #gate: Gate;
  readonly #history = new History();
  readonly #again = new Map<number, number>();
  /** What is added to the stream's numbers; undefined before the first packet. */
  #shift: number | undefined;
  #pts: number | undefined;
  #stopped = false;
  #reordered = { since: -Infinity, count: 0 };

  constructor(private readonly lane: Lane, private readonly to: TrackOutput) {
    this.ssrc = lane.ssrc;
    const { form, convert } = sentForm(lane.config);
    this.#rendition = lane.rendition(form);
    this.#convert = convert;
    this.#gate = new Gate(lane.track.kind === "video" ? to.clock.now() : undefined);
  }

  /** Begins: `report` is the sender report of a rendition at this instant. */
  start(report: (lane: Lane, rendition: Rendition) => Uint8Array | undefined): void {
    const first = report(this.lane, this.#rendition);
    if (first) this.to.peer.sendRtcp(first);
    this.#rendition.add(this);
  }

  stop(): void {
    this.#stopped = true;
    this.#rendition.remove(this);
  }

  write(batch: RtpBatch): void {
    if (!spread.run(() => this.#send(batch))) this.#lost(batch.sizes.length);
  }

  #send(batch: RtpBatch): void {
    const { peer, clock } = this.to, { bytes, offsets, sizes } = batch;
    if (this.#stopped || !this.#gate.admits(batch, clock.now())) return;
    if (this.#hasReordered(batch, clock.now())) {
      const { codec } = batch.config;
      return this.to.failed(`WebRTC doesn't support ${codec} streams with B-frames`);
    }
    for (let i = 0; i < sizes.length; i++) this.#push(bytes, offsets[i], sizes[i]);
    const dropped = peer.flush();
    if (dropped > 0) this.#lost(dropped);
  }

  /** There was no room for so many packets: what follows cannot be decoded. */
  #lost(packets: number): void {
    const { clock, faults } = this.to;
    if (this.lane.track.kind === "video") this.#gate.shut(clock.now());
    this.discarded += packets;
    faults.slow(packets);
  }

  report(rtcp: Uint8Array): void {
    this.to.peer.sendRtcp(rtcp);
  }

  /** The peer has not got packet `number`. */
  resend(number: number): void {
    const now = this.to.clock.now();
    if (now - (this.#again.get(number) ?? -AGAIN) < AGAIN) return;
    if (this.#again.size > 256) this.#again.clear();
    this.#again.set(number, now);
    this.#history.find(number, (buffer, offset, size) => {
      this.#lay(buffer, offset, size, number);
      this.to.peer.flush();
    });
  }

  /**
   * Pictures that are shown in another order than they come: browsers would show them as they come. One step back may
   * be a sender's clock.
   */
  #hasReordered({ start, pts, config: { codec } }: RtpBatch, now: number): boolean {
    if (!start || codec !== "H264" && codec !== "H265") return false;
    const before = this.#pts ?? pts;
    this.#pts = pts;
    if (pts >= before || before - pts > this.lane.track.clockRate) return false;
    if (now - this.#reordered.since > REORDER_WINDOW) this.#reordered = { since: now, count: 0 };
    return ++this.#reordered.count >= REORDERED;
  }

  #push(bytes: Uint8Array, offset: number, size: number): void {
    const own = sequence(bytes, offset);
    // Below 2^15, or a loss at the first wrap would leave the peer with another roll-over counter (RFC 3711 §3.3.1).
    this.#shift ??= (own & 0x3fff) - own;
    const number = own + this.#shift & 0xffff;
    this.#history.add(number, bytes, offset, size);
    this.#lay(bytes, offset, size, number);
  }

  /** The packet anew, with a header of ours: extensions and sources of the publisher stay behind. */
  #lay(bytes: Uint8Array, offset: number, size: number, number: number): void {
    const { peer, payloadType } = this.to, end = offset + size;
    const from = payloadStart(bytes, offset, end), to = payloadEnd(bytes, offset, end);
    const payload = bytes.subarray(from, to), sent = this.#convert?.(payload) ?? payload;
    const total = FIXED_HEADER + sent.length;
    if (!peer.fits(total)) return;
    const { slot } = peer, mark = marker(bytes, offset);
    writeHeader(slot.packet, 0, payloadType, mark, number, timestamp(bytes, offset), this.ssrc);
    slot.body.set(sent);
    peer.push(slot, total);
  }
}
