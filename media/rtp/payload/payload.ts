import type { Malformed } from "media/malformed.ts";

/** What RTP payloads of one timestamp hold, in the shape of `AccessUnit.payload`. */
export interface DecodedUnit {
  /** RTP timestamp, 32 bits, unsigned. */
  readonly timestamp: number;
  /** Views of the packets; copies only where fragments were joined. */
  readonly payload: readonly Uint8Array[];
}

/** Joins RTP payloads of one track into units. Keeps views of what is pushed until the unit is complete. */
export interface Depacketizer {
  /** Takes the next payload in sequence order; answers the units that are complete now, mostly none or one. */
  push(
    payload: Uint8Array,
    timestamp: number,
    marker: boolean,
  ): readonly DecodedUnit[] | Malformed;
  /** Forgets what is incomplete: packets were lost. */
  reset(): void;
}

/** One RTP payload to be sent. */
export interface PackedPayload {
  /** Written one behind the other after the RTP header; views of the unit but for payload headers. */
  readonly parts: readonly Uint8Array[];
  readonly marker: boolean;
  /** Ticks after the unit's own timestamp. */
  readonly timestampOffset: number;
}

/** Divides units of one track into RTP payloads. */
export interface Packetizer {
  /**
   * Packs `AccessUnit.payload` into payloads of at most `payloadMax` bytes, of which 256 are always enough.
   * Malformed where the unit is not what its codec says.
   */
  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] | Malformed;
}

/** What the start of one RTP payload tells; shared constants but where parameter sets were found. */
export interface Inspection {
  /** It may begin an access unit. */
  readonly start: boolean;
  /** It holds or begins something that decoding can start with. */
  readonly randomAccess: boolean;
  /** Whole ones found in it (VPS, SPS, PPS; AV1 sequence header), as views. */
  readonly parameterSets: readonly Uint8Array[];
}

/** Looks at the payload `bytes[start .. end]`; what cannot be read says nothing. Runs on every packet. */
export type Inspect = (bytes: Uint8Array, start: number, end: number) => Inspection;

/** No unit is complete yet. */
export const NO_UNITS: readonly DecodedUnit[] = [];

const NO_SETS: readonly Uint8Array[] = [];
export const CONTINUES: Inspection = { start: false, randomAccess: false, parameterSets: NO_SETS };
export const STARTS: Inspection = { start: true, randomAccess: false, parameterSets: NO_SETS };
export const STARTS_RANDOM_ACCESS: Inspection = {
  start: true,
  randomAccess: true,
  parameterSets: NO_SETS,
};

/** What was seen, as a shared constant where there are no parameter sets. */
export function inspection(
  randomAccess: boolean,
  parameterSets: readonly Uint8Array[],
): Inspection {
  if (parameterSets.length > 0) return { start: true, randomAccess, parameterSets };
  return randomAccess ? STARTS_RANDOM_ACCESS : STARTS;
}

/** Payloads of one unit: the last one has the marker. */
export function marked(payloads: readonly (readonly Uint8Array[])[]): PackedPayload[] {
  const last = payloads.length - 1;
  return payloads.map((parts, i) => ({ parts, marker: i === last, timestampOffset: 0 }));
}
