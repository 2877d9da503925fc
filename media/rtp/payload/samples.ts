import { Malformed } from "media/malformed.ts";
import type { DecodedUnit, Depacketizer, PackedPayload, Packetizer } from "./payload.ts";

/**
 * Depacketizer of formats whose packets are complete: `block` is the size of a sample of all channels in bytes
 * (G711, LPCM: RFC 3551 §4, RFC 3190), 1 where a packet holds one frame of any size (Opus: RFC 7587), or G722, whose
 * ticks are bytes (RFC 3551 §4.5.2).
 */
export function blockDepacketizer(block: number): Depacketizer {
  return {
    push(payload: Uint8Array, timestamp: number): readonly DecodedUnit[] | Malformed {
      if (payload.length % block !== 0) return new Malformed("RTP: part of a sample");
      return payload.length > 0 ? [{ timestamp, payload: [payload] }] : [];
    },
    reset() {},
  };
}

/** Packetizer of samples of `block` bytes each: packets hold a whole number of them. */
export function samplePacketizer(block: number): Packetizer {
  return {
    pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed {
      const room = payloadMax - payloadMax % block;
      const packed: PackedPayload[] = [];
      let samples = 0;
      for (const bytes of payload) {
        if (bytes.length % block !== 0) return new Malformed("LPCM: part of a sample");
        for (let at = 0; at < bytes.length; at += room) {
          const part = bytes.subarray(at, at + room);
          packed.push({ parts: [part], marker: false, timestampOffset: samples });
          samples += part.length / block;
        }
      }
      return packed;
    },
  };
}
