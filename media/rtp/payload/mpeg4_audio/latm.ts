import { concat } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { DecodedUnit, Depacketizer, PackedPayload, Packetizer } from "../payload.ts";
import { plainDepacketizer } from "../plain.ts";

/**
 * Depacketizer of MPEG-4 audio as LATM (RFC 6416 §6), with its config out of band and one frame in each element, of
 * which a packet may hold several. `frameTicks`: duration of a frame in ticks.
 */
export class LatmDepacketizer implements Depacketizer {
  private readonly joiner = plainDepacketizer();

  constructor(private readonly frameTicks: number) {}

  push(
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): readonly DecodedUnit[] | Malformed {
    const joined = this.joiner.push(payload, timestamp, marker);
    if (isMalformed(joined)) return joined;
    const units: DecodedUnit[] = [];
    for (const { timestamp, payload: [elements] } of joined) {
      const fault = this.split(elements, timestamp, units);
      if (fault) return fault;
    }
    return units;
  }

  reset(): void {
    this.joiner.reset();
  }

  private split(elements: Uint8Array, first: number, units: DecodedUnit[]): Malformed | undefined {
    for (let at = 0, timestamp = first; at < elements.length;) {
      let size = 0;
      while (elements[at] === 255) size += elements[at++];
      if (at === elements.length) return new Malformed("LATM: length is cut short");
      size += elements[at++];
      if (size > elements.length - at) return new Malformed("LATM: frame is cut short");
      if (size > 0) units.push({ timestamp, payload: [elements.subarray(at, at + size)] });
      at += size;
      timestamp = timestamp + this.frameTicks >>> 0;
    }
    return undefined;
  }
}

/** Packetizer of MPEG-4 audio as LATM: one element in a packet, or in several. `frameTicks`: ticks of a frame. */
export class LatmPacketizer implements Packetizer {
  constructor(private readonly frameTicks: number) {}

  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] {
    return payload.flatMap((frame, i) => packFrame(frame, payloadMax, i * this.frameTicks));
  }
}

/** Lengths of frames that are far larger than any take room in several packets as well. */
function packFrame(
  frame: Uint8Array,
  payloadMax: number,
  timestampOffset: number,
): PackedPayload[] {
  const length = new Uint8Array(Math.floor(frame.length / 255) + 1).fill(255);
  length[length.length - 1] = frame.length % 255;
  const element = concat([length, frame]), packed: PackedPayload[] = [];
  for (let at = 0; at < element.length; at += payloadMax) {
    const marker = at + payloadMax >= element.length;
    packed.push({ parts: [element.subarray(at, at + payloadMax)], marker, timestampOffset });
  }
  return packed;
}
