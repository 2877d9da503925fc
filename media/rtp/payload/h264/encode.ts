import { type NalPacking, packNals, sized } from "../nal_packing.ts";
import type { Packetizer } from "../payload.ts";
import { FU_A, STAP_A } from "./nal.ts";

/** Packetizer of H264 (RFC 6184, packetization mode 1): single NAL units, STAP-A, FU-A. */
export const h264Packetizer: Packetizer = {
  pack: (payload, payloadMax) => packNals(payload, payloadMax, packing),
};

const packing: NalPacking = {
  aggregateHeader: 1,

  aggregate(nals) {
    let forbidden = 0, importance = 0;
    for (const nal of nals) {
      forbidden |= nal[0] & 0x80;
      importance = Math.max(importance, nal[0] & 0x60);
    }
    return sized(Uint8Array.of(forbidden | importance | STAP_A), nals);
  },

  fragment(nal, payloadMax) {
    const payloads: Uint8Array[][] = [];
    const indicator = nal[0] & 0xe0 | FU_A, type = nal[0] & 0x1f, room = payloadMax - 2;
    for (let at = 1; at < nal.length; at += room) {
      const start = at === 1 ? 0x80 : 0, end = at + room >= nal.length ? 0x40 : 0;
      payloads.push([Uint8Array.of(indicator, start | end | type), nal.subarray(at, at + room)]);
    }
    return payloads;
  },
};
