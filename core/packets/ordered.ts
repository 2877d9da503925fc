import { ReorderBuffer } from "media/rtp/reorder.ts";
import type { Clock } from "net/clock.ts";

/** Packets that may wait for a missing one, and for how many milliseconds. */
const PACKETS = 64, HOLD = 50;

/** The RTP packets of one sender, as datagrams bring them: handed on in order. */
export class OrderedPackets {
  readonly #order = new ReorderBuffer(PACKETS, HOLD);
  #cancelTimer: (() => void) | undefined;

  /** `drained` is called after each run of packets. */
  constructor(
    private readonly clock: Clock,
    private readonly packet: (packet: Uint8Array<ArrayBuffer>) => void,
    private readonly drained: () => void,
  ) {}

  /** Takes a packet with a valid header, whose bytes nobody writes any more. */
  push(packet: Uint8Array<ArrayBuffer>): void {
    this.#order.push(packet, this.clock.now());
    this.#drain();
  }

  /** What waits is dropped. */
  close(): void {
    this.#cancelTimer?.();
  }

  #drain(): void {
    for (const packet of this.#order.drain()) this.packet(packet as Uint8Array<ArrayBuffer>);
    this.drained();
    if (this.#order.deadline === Infinity || this.#cancelTimer) return;
    const wait = this.#order.deadline - this.clock.now();
    this.#cancelTimer = this.clock.setTimer(() => {
      this.#cancelTimer = undefined;
      this.#order.timeout(this.clock.now());
      this.#drain();
    }, wait);
  }
}
