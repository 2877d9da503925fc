import { marked, type PackedPayload } from "./payload.ts";

/** How one codec carries NAL units that do not fill a payload, and such as do not fit into one. */
export interface NalPacking {
  /** Bytes of an aggregation packet before its first size field. */
  readonly aggregateHeader: number;
  /** The parts of an aggregation packet of at least two NAL units. */
  aggregate(nals: readonly Uint8Array[]): Uint8Array[];
  /** The payloads of a NAL unit larger than `payloadMax`. */
  fragment(nal: Uint8Array, payloadMax: number): Uint8Array[][];
}

/** Packs the NAL units of one access unit in their order: small ones together, large ones in fragments. */
export function packNals(
  nals: readonly Uint8Array[],
  payloadMax: number,
  packing: NalPacking,
): PackedPayload[] {
  const payloads: Uint8Array[][] = [];
  let batch: Uint8Array[] = [], size = 0;
  const flush = () => {
    if (batch.length > 0) payloads.push(batch.length === 1 ? batch : packing.aggregate(batch));
    batch = [];
    size = packing.aggregateHeader;
  };
  flush();
  for (const nal of nals) {
    if (nal.length === 0) continue;
    if (size + 2 + nal.length > payloadMax) flush();
    if (nal.length > payloadMax) {
      payloads.push(...packing.fragment(nal, payloadMax));
    } else {
      batch.push(nal);
      size += 2 + nal.length;
    }
  }
  flush();
  return marked(payloads);
}

/** The NAL units, each behind its size in 16 bits, after `header`. */
export function sized(header: Uint8Array, nals: readonly Uint8Array[]): Uint8Array[] {
  return [header, ...nals.flatMap((nal) => [Uint8Array.of(nal.length >> 8, nal.length), nal])];
}
