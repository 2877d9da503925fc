import { concat } from "media/bytes.ts";
import { type PayloadReader, UnitJoiner } from "./joiner.ts";
import { type Depacketizer, marked, type PackedPayload, type Packetizer } from "./payload.ts";

const BYTES: PayloadReader = {
  read(payload, parts) {
    parts.push(payload);
    return undefined;
  },
  finish: (parts) => parts.length > 0 ? [concat(parts)] : [],
  reset() {},
};

/**
 * Depacketizer of formats whose payloads are the bytes of a unit and nothing else, divided anywhere (MPEG-4 video: RFC
 * 6416 §5, KLV: RFC 6597). It begins with whatever comes: a payload does not tell whether it is the first.
 */
export function plainDepacketizer(): Depacketizer {
  return new UnitJoiner(BYTES);
}

/** Packetizer of the same: payloads as long as they may be. */
export const plainPacketizer: Packetizer = {
  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] {
    const bytes = concat(payload), payloads: Uint8Array[][] = [];
    for (let at = 0; at < bytes.length; at += payloadMax) {
      payloads.push([bytes.subarray(at, at + payloadMax)]);
    }
    return marked(payloads);
  },
};
