import { sequence } from "./packet.ts";

/** A step forward below this is loss; a larger one may be a restart of the sender (RFC 3550 A.1). */
const MAX_DROPOUT = 3000;
/** A step back up to this is a late packet. */
const MAX_MISORDER = 100;

/**
 * Puts the datagrams of one source back into order. Packets that wait are copied, so a receive buffer may be used
 * again as soon as `drained` was taken. Times are milliseconds of any one clock.
 */
export class ReorderBuffer {
  /** In order, ready to be taken by `drain`. */
  private drained: Uint8Array[] = [];
  /** Given up: never came, or came too late. */
  lost = 0;
  /** Came twice, or after having been given up. */
  duplicates = 0;
  /** Times that the sender began a new numbering. */
  restarts = 0;
  /** When `timeout` is due; Infinity while nothing waits. */
  deadline = Infinity;
  private next = -1;
  private waiting = 0;
  private suspect = -1;
  private readonly slots: (Uint8Array | undefined)[];

  /** `capacity`: packets that may wait, a power of two; `hold`: milliseconds that they wait for a missing one. */
  constructor(private readonly capacity: number, private readonly hold: number) {
    this.slots = new Array(capacity).fill(undefined);
  }

  /** Takes a packet with a valid header that arrived at `now`. */
  push(packet: Uint8Array, now: number): void {
    const number = sequence(packet, 0);
    if (this.next < 0) this.next = number;
    const ahead = number - this.next & 0xffff;
    if (ahead === 0 && this.waiting === 0) this.deliver(packet);
    else if (ahead < MAX_DROPOUT) this.insert(packet, number, ahead, now);
    else if (ahead >= 0x10000 - MAX_MISORDER) this.duplicates++;
    else if (number === this.suspect) this.restart(packet, number);
    else this.suspect = number + 1 & 0xffff;
  }

  /** Gives up what the waiting packets wait for when `deadline` has passed. */
  timeout(now: number): void {
    if (now < this.deadline) return;
    while (!this.slots[this.next & this.capacity - 1]) this.release();
    this.settle(now);
  }

  /** Takes the packets that are in order. */
  drain(): readonly Uint8Array[] {
    const { drained } = this;
    if (drained.length > 0) this.drained = [];
    return drained;
  }

  private insert(packet: Uint8Array, number: number, ahead: number, now: number): void {
    for (; ahead >= this.capacity; ahead--) this.release();
    const slot = number & this.capacity - 1;
    if (this.slots[slot]) this.duplicates++;
    else {
      this.slots[slot] = ahead === 0 ? packet : packet.slice();
      this.waiting++;
    }
    this.settle(now);
  }

  /** Hands on what is in order now; what still waits has `hold` from here on. */
  private settle(now: number): void {
    const before = this.next;
    while (this.slots[this.next & this.capacity - 1]) this.release();
    if (this.waiting === 0) this.deadline = Infinity;
    else if (this.next !== before || this.deadline === Infinity) this.deadline = now + this.hold;
  }

  /** Hands on the packet that is next, or gives it up where it is missing. */
  private release(): void {
    const slot = this.next & this.capacity - 1;
    const packet = this.slots[slot];
    if (!packet) {
      this.lost++;
      this.next = this.next + 1 & 0xffff;
      return;
    }
    this.slots[slot] = undefined;
    this.waiting--;
    this.deliver(packet);
  }

  private deliver(packet: Uint8Array): void {
    this.drained.push(packet);
    this.next = this.next + 1 & 0xffff;
    this.suspect = -1;
  }

  private restart(packet: Uint8Array, number: number): void {
    while (this.waiting > 0) this.release();
    this.restarts++;
    this.next = number;
    this.deadline = Infinity;
    this.deliver(packet);
  }
}
