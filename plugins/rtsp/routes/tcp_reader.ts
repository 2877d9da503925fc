import { type FaultLog, Gate, type PacketReader, type WriteQueue } from "core/mod.ts";
import { interleaved, type RtpBatch } from "media/rtp/batch.ts";
import type { Clock } from "net/clock.ts";

/** One track on its way to one interleaved reader. */
export class TcpReader implements PacketReader {
  readonly #gate = new Gate();

  /** After a loss `video` resumes at the next random access, anything else at once. */
  constructor(
    private readonly queue: WriteQueue,
    private readonly channels: { readonly rtp: number; readonly rtcp: number },
    private readonly clock: Clock,
    private readonly video: boolean,
    private readonly faults: FaultLog,
  ) {}

  write(batch: RtpBatch): void {
    const packets = batch.sizes.length;
    if (this.video && !this.#gate.admits(batch, this.clock.now())) {
      return this.faults.slow(packets);
    }
    if (this.queue.push(interleaved(batch, this.channels.rtp), packets)) return;
    this.#gate.shut(this.clock.now());
    this.faults.slow(packets);
  }

  report(rtcp: Uint8Array): void {
    const frame = new Uint8Array(4 + rtcp.length);
    frame.set([0x24, this.channels.rtcp, rtcp.length >> 8, rtcp.length & 0xff]);
    frame.set(rtcp, 4);
    this.queue.push(frame, 0);
  }
}
