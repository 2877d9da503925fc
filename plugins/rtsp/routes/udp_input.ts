import { OrderedPackets } from "core/mod.ts";
import { sequence, ssrc, timestamp, validPacket } from "media/rtp/packet.ts";
import { ReceiverStats, REPORT_INTERVAL } from "media/rtp/report.ts";
import type { SenderReport } from "media/rtp/rtcp.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { type Clock, every } from "net/clock.ts";
import type { UdpReceiver } from "./udp_media.ts";

/** Who takes what comes in, in order. */
export interface OrderedMedia {
  rtp(media: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  rtcp(media: number, bytes: Uint8Array): void;
  /** The end of a datagram. */
  readEnded(): void;
  /** The client has shown that it is there. */
  seen(): void;
  malformed(reason: string): void;
}

/** One media section that comes by UDP. */
export interface UdpSection {
  readonly media: number;
  readonly clockRate: number;
  /** Hands what comes to `receiver`; returns the undo. */
  receive(receiver: UdpReceiver): () => void;
  /** Sends RTCP to where it comes from. */
  sendRtcp(bytes: Uint8Array<ArrayBuffer>): void;
}

/** What comes by UDP: put in order, and reported on. */
export class UdpInput {
  readonly #inputs: readonly SectionInput[];
  readonly #undos: (() => void)[];
  readonly #cancelReports: () => void;

  constructor(
    sections: readonly UdpSection[],
    clock: Clock,
    to: OrderedMedia,
    random32: () => number,
  ) {
    this.#inputs = sections.map((section) => new SectionInput(section, clock, to, random32()));
    this.#undos = this.#inputs.map((input) => input.section.receive(input));
    this.#cancelReports = every(clock, REPORT_INTERVAL, () => this.#report());
  }

  /** Notes a sender report, which receiver reports answer. */
  senderReport(media: number, report: SenderReport): void {
    this.#inputs.find((input) => input.section.media === media)?.senderReport(report);
  }

  close(): void {
    for (const undo of this.#undos) undo();
    for (const input of this.#inputs) input.close();
    this.#cancelReports();
  }

  #report(): void {
    for (const input of this.#inputs) {
      const report = input.report();
      if (report) input.section.sendRtcp(report);
    }
  }
}

class SectionInput {
  readonly #order: OrderedPackets;
  readonly #stats: ReceiverStats;
  #source = 0;

  constructor(
    readonly section: UdpSection,
    private readonly clock: Clock,
    private readonly to: OrderedMedia,
    private readonly own: number,
  ) {
    this.#stats = new ReceiverStats(section.clockRate);
    this.#order = new OrderedPackets(clock, (packet) => {
      to.rtp(section.media, packet, 0, packet.length);
    }, () => to.readEnded());
  }

  rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.to.seen();
    if (!validPacket(bytes, start, end)) return this.to.malformed("not an RTP packet");
    const now = this.clock.now();
    this.#source = ssrc(bytes, start);
    this.#stats.receive(sequence(bytes, start), timestamp(bytes, start), now);
    this.#order.push(bytes.subarray(start, end));
  }

  rtcp(bytes: Uint8Array): void {
    this.to.seen();
    this.to.rtcp(this.section.media, bytes);
  }

  senderReport(report: SenderReport): void {
    this.#stats.senderReport(report, this.clock.now());
  }

  /** The receiver report of this instant; undefined before the first packet. */
  report(): Uint8Array<ArrayBuffer> | undefined {
    const report = this.#stats.report(this.own, this.#source, this.clock.now());
    return report && writeRtcp([report]);
  }

  close(): void {
    this.#order.close();
  }
}
