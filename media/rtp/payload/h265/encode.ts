import { type NalPacking, packNals, sized } from "../nal_packing.ts";
import type { Packetizer } from "../payload.ts";
import { AP, FU } from "./nal.ts";

/** Packetizer of H265 (RFC 7798) without decoding order numbers: single NAL units, AP, FU. */
export const h265Packetizer: Packetizer = {
  pack: (payload, payloadMax) => packNals(payload, payloadMax, packing),
};

const packing: NalPacking = {
  aggregateHeader: 2,

  aggregate(nals) {
    let forbidden = 0, layer = 63, temporal = 7;
    for (const nal of nals) {
      forbidden |= nal[0] & 0x80;
      layer = Math.min(layer, (nal[0] & 1) << 5 | nal[1] >> 3);
      temporal = Math.min(temporal, nal[1] & 7);
    }
    return sized(Uint8Array.of(forbidden | AP << 1 | layer >> 5, layer << 3 | temporal), nals);
  },

  fragment(nal, payloadMax) {
    const payloads: Uint8Array[][] = [];
    const first = nal[0] & 0x81 | FU << 1, type = nal[0] >> 1 & 0x3f, room = payloadMax - 3;
    for (let at = 2; at < nal.length; at += room) {
      const start = at === 2 ? 0x80 : 0, end = at + room >= nal.length ? 0x40 : 0;
      const header = Uint8Array.of(first, nal[1], start | end | type);
      payloads.push([header, nal.subarray(at, at + room)]);
    }
    return payloads;
  },
};
