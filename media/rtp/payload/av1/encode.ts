import { leb128Size, writeLeb128 } from "media/codecs/av1/leb128.ts";
import { OBU_SEQUENCE_HEADER, obuType } from "media/codecs/av1/obu.ts";
import { marked, type PackedPayload, type Packetizer } from "../payload.ts";
import { CONTINUATION, CONTINUES_NEXT, NEW_SEQUENCE } from "./elements.ts";

/** Packetizer of AV1 (AV1 RTP specification 1.0): each OBU element has its size; OBUs fill up packets. */
export const av1Packetizer: Packetizer = {
  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] {
    const filler = new Filler(payloadMax);
    for (const obu of payload) filler.add(obu);
    filler.flush(false);
    const [first] = filler.payloads;
    if (first && payload.some((obu) => obuType(obu) === OBU_SEQUENCE_HEADER)) {
      first[0][0] |= NEW_SEQUENCE;
    }
    return marked(filler.payloads);
  },
};

/** Elements smaller than this are not begun at the end of a packet. */
const SMALLEST_FRAGMENT = 16;

class Filler {
  readonly payloads: Uint8Array[][] = [];
  private parts: Uint8Array[] = [];
  private room = 0;
  private continued = false;

  constructor(private readonly payloadMax: number) {
    this.begin(false);
  }

  add(obu: Uint8Array): void {
    for (let at = 0; at < obu.length;) {
      const size = this.fitting(obu.length - at);
      if (size === 0) {
        this.flush(at > 0);
        continue;
      }
      const length = new Uint8Array(leb128Size(size));
      writeLeb128(length, 0, size);
      this.parts.push(length, obu.subarray(at, at + size));
      this.room -= length.length + size;
      at += size;
    }
  }

  /** Ends the packet; `cut` says that its last OBU goes on in the next one. */
  flush(cut: boolean): void {
    if (this.parts.length > 0) {
      const header = (this.continued ? CONTINUATION : 0) | (cut ? CONTINUES_NEXT : 0);
      this.payloads.push([Uint8Array.of(header), ...this.parts]);
    }
    this.begin(cut);
  }

  private begin(continued: boolean): void {
    this.parts = [];
    this.room = this.payloadMax - 1;
    this.continued = continued;
  }

  /** How many bytes of an OBU of which `rest` are left go into the packet. */
  private fitting(rest: number): number {
    if (leb128Size(rest) + rest <= this.room) return rest;
    const size = this.room - leb128Size(this.room);
    return size < SMALLEST_FRAGMENT ? 0 : size;
  }
}
