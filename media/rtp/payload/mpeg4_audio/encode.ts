import { BitWriter } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import type { PackedPayload, Packetizer } from "../payload.ts";
import type { AuLayout } from "./layout.ts";

/**
 * Packetizer of MPEG-4 audio (RFC 3640): as many access units in a packet as fit, fragments of larger ones, which
 * all say the size of the whole. `frameTicks` is the duration of one access unit in ticks.
 */
export class Mpeg4AudioPacketizer implements Packetizer {
  constructor(private readonly layout: AuLayout, private readonly frameTicks: number) {}

  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed {
    const largest = 2 ** this.layout.sizeLength - 1;
    if (payload.some((unit) => unit.length > largest)) {
      return new Malformed(`MPEG-4 Audio: access unit is over ${largest} bytes`);
    }
    const packed: PackedPayload[] = [];
    let first = 0;
    while (first < payload.length) {
      const count = this.fitting(payload, first, payloadMax);
      const timestampOffset = first * this.frameTicks;
      if (count === 0) packed.push(...this.fragment(payload[first], payloadMax, timestampOffset));
      else {
        const units = payload.slice(first, first + count);
        packed.push({ parts: [this.header(units), ...units], marker: true, timestampOffset });
      }
      first += Math.max(1, count);
    }
    return packed;
  }

  /** How many access units from `first` on fit into one packet. */
  private fitting(payload: readonly Uint8Array[], first: number, payloadMax: number): number {
    let count = 0, size = 0;
    for (const unit of payload.slice(first)) {
      size += unit.length;
      if (this.headerLength(count + 1) + size > payloadMax) break;
      count++;
    }
    return count;
  }

  private headerBits(count: number): number {
    const { sizeLength, indexLength, indexDeltaLength } = this.layout;
    return sizeLength * count + indexLength + indexDeltaLength * (count - 1);
  }

  private headerLength(count: number): number {
    return 2 + Math.ceil(this.headerBits(count) / 8);
  }

  private header(units: readonly Uint8Array[]): Uint8Array {
    const { sizeLength, indexLength, indexDeltaLength } = this.layout;
    const writer = new BitWriter().u(this.headerBits(units.length), 16);
    units.forEach((unit, i) => {
      writer.u(unit.length, sizeLength).u(0, i === 0 ? indexLength : indexDeltaLength);
    });
    return writer.bytes();
  }

  private fragment(unit: Uint8Array, payloadMax: number, timestampOffset: number): PackedPayload[] {
    const room = payloadMax - this.headerLength(1), header = this.header([unit]);
    const packed: PackedPayload[] = [];
    for (let at = 0; at < unit.length; at += room) {
      const marker = at + room >= unit.length;
      packed.push({ parts: [header, unit.subarray(at, at + room)], marker, timestampOffset });
    }
    return packed;
  }
}
