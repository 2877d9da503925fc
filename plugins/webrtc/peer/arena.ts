import type { Datagrams } from "net/udp.ts";

/** Bytes of a slot: payload, header and tag fit, with room for encoders that do not keep to 1200 bytes. */
export const SLOT = 1536;
/** As many as the kernel cuts out of one message. */
const SLOTS = 64;

/** Where a packet is made ready for one peer: `body` is its view behind the fixed header. */
export interface Slot {
  readonly packet: Uint8Array<ArrayBuffer>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * Packets on their way to one peer, encrypted for it where they lie. There is one for the whole process, which
 * everybody fills and empties within one call.
 */
class Arena implements Datagrams {
  readonly bytes = new Uint8Array(SLOT * SLOTS);
  readonly slots: readonly Slot[];
  readonly offsets: readonly number[] = Array.from({ length: SLOTS }, (_, i) => i * SLOT);
  readonly sizes: number[] = [];

  constructor(header: number) {
    this.slots = this.offsets.map((at) => ({
      packet: this.bytes.subarray(at, at + SLOT),
      body: this.bytes.subarray(at + header, at + SLOT),
    }));
  }

  get full(): boolean {
    return this.sizes.length === SLOTS;
  }

  /** What is in it, in bytes of its own, for who sends later. */
  copy(): Datagrams {
    const { bytes, offsets, sizes } = this;
    return { bytes: bytes.slice(0, sizes.length * SLOT), offsets, sizes: [...sizes] };
  }
}

const RTP_HEADER = 12;

export const arena = new Arena(RTP_HEADER);
