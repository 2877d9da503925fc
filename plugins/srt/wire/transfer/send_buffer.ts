import type { SendingKey } from "../keys.ts";
import { distance } from "../sequence.ts";

/** A packet that has not been acknowledged. Times in microseconds. */
export interface Outgoing {
  /** What its payload is a part of: shared, and not changed. */
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly sequence: number;
  readonly message: number;
  /** 32 bits. */
  readonly timestamp: number;
  /** What it is encrypted with, if it is. */
  readonly key: SendingKey | undefined;
  /** When it was handed to us. */
  readonly queuedAt: number;
  /** When it was sent again. */
  repeatedAt: number;
}

/** Places at the front that are given up together. */
const COMPACT = 1024;

/** Packets in order of sequence: first those that were sent, then those that wait. */
export class SendBuffer {
  #packets: Outgoing[] = [];
  #head = 0;
  #unsent = 0;
  /** Payload of all. */
  bytes = 0;

  get length(): number {
    return this.#packets.length - this.#head;
  }

  /** Packets that were not sent yet. */
  get waiting(): number {
    return this.#packets.length - this.#unsent;
  }

  /** Packets on their way. */
  get flight(): number {
    return this.#unsent - this.#head;
  }

  get first(): Outgoing | undefined {
    return this.#packets[this.#head];
  }

  get last(): Outgoing | undefined {
    return this.length > 0 ? this.#packets.at(-1) : undefined;
  }

  /** The last one that was sent. */
  get lastSent(): Outgoing | undefined {
    return this.flight > 0 ? this.#packets[this.#unsent - 1] : undefined;
  }

  /** The next one to send. */
  get next(): Outgoing | undefined {
    return this.#packets[this.#unsent];
  }

  push(packet: Outgoing): void {
    this.#packets.push(packet);
    this.bytes += sizeOf(packet);
  }

  /** The next one was sent. */
  sent(): void {
    this.#unsent++;
  }

  /** One that was sent, by its sequence number. */
  find(sequence: number): Outgoing | undefined {
    const { first } = this, at = first ? distance(first.sequence, sequence) : -1;
    return at >= 0 && at < this.flight ? this.#packets[this.#head + at] : undefined;
  }

  /** Takes the first one out. */
  shift(): Outgoing {
    const packet = this.#packets[this.#head++];
    this.bytes -= sizeOf(packet);
    if (this.#unsent < this.#head) this.#unsent = this.#head;
    if (this.#head === this.#packets.length || this.#head >= COMPACT) {
      this.#packets.splice(0, this.#head);
      this.#unsent -= this.#head;
      this.#head = 0;
    }
    return packet;
  }
}

/** Bytes of its payload. */
export function sizeOf({ start, end }: Outgoing): number {
  return end - start;
}
