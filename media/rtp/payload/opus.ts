import { packetDuration } from "media/codecs/opus/packet.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { PackedPayload, Packetizer } from "./payload.ts";

/** Packetizer of Opus (RFC 7587): one packet of the codec in one of RTP, since they cannot be divided. */
export const opusPacketizer: Packetizer = {
  pack(payload: readonly Uint8Array[]): PackedPayload[] | Malformed {
    const packed: PackedPayload[] = [];
    let timestampOffset = 0;
    for (const packet of payload) {
      const duration = packetDuration(packet);
      if (isMalformed(duration)) return duration;
      packed.push({ parts: [packet], marker: false, timestampOffset });
      timestampOffset += duration;
    }
    return packed;
  },
};
