import type { Malformed } from "media/malformed.ts";
import type { Kind, TrackConfig } from "media/track.ts";
import type { Descriptor } from "../psi/tables.ts";

/** How a track with one config is carried. */
export interface Carriage {
  readonly kind: Kind;
  readonly streamType: number;
  readonly descriptors: readonly Descriptor[];
  /** Of its PES packets. */
  readonly streamId: number;
  /** Adds the data of the PES packet with one unit to `parts`: small headers, and views of the payload. */
  write(unit: CarriedUnit, parts: Uint8Array[]): Malformed | undefined;
}

export interface CarriedUnit {
  readonly payload: readonly Uint8Array[];
  readonly randomAccess: boolean;
  readonly config: TrackConfig;
}
