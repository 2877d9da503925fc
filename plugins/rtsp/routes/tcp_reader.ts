import { type FaultLog, Gate, type PacketReader, type WriteQueue } from "core/mod.ts";
import { GAP, interleaved, type RtpBatch } from "media/rtp/batch.ts";
import type { Clock } from "net/clock.ts";
import type { PacketSource } from "../secure/secure_rendition.ts";
import type { Outlet } from "../session/traffic.ts";

/** What an interleaved reader needs beside its rendition. */
export interface TcpOutput {
  readonly queue: WriteQueue;
  readonly channels: { readonly rtp: number; readonly rtcp: number };
  readonly clock: Clock;
  readonly faults: FaultLog;
  /** After a loss video resumes at the next random access, anything else at once. */
  readonly video: boolean;
}

/** One track on its way to one interleaved reader. */
export class TcpReader implements PacketReader, Outlet {
  readonly sent = { packets: 0, reports: 0, bytes: 0, discarded: 0 };
  readonly #gate = new Gate();
  readonly #rtp: number;

  /** Begins with the next batch, after the sender report of now. */
  constructor(
    private readonly rendition: PacketSource,
    private readonly to: TcpOutput,
    report: Uint8Array | undefined,
  ) {
    this.#rtp = to.channels.rtp;
    if (report) this.report(report);
    rendition.add(this);
  }

  stop(): void {
    this.rendition.remove(this);
  }

  write(batch: RtpBatch): void {
    const { queue, clock, video } = this.to, packets = batch.sizes.length;
    if (video && !this.#gate.admits(batch, clock.now())) return this.#discard(packets);
    const block = interleaved(batch, this.#rtp);
    if (queue.push(block, packets)) {
      this.sent.packets += packets;
      this.sent.bytes += block.length - GAP * packets;
      return;
    }
    this.#gate.shut(clock.now());
    this.#discard(packets);
  }

  report(rtcp: Uint8Array): void {
    const frame = new Uint8Array(GAP + rtcp.length);
    frame.set([0x24, this.to.channels.rtcp, rtcp.length >> 8, rtcp.length & 0xff]);
    frame.set(rtcp, GAP);
    this.to.queue.push(frame, 0);
    this.sent.reports++;
    this.sent.bytes += rtcp.length;
  }

  #discard(packets: number): void {
    this.sent.discarded += packets;
    this.to.faults.slow(packets);
  }
}
