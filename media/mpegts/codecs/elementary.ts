import type { Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";

/** A PES packet with its place in time: ticks of 90 kHz, unwrapped; undefined where it has none of its own. */
export interface TimedPes {
  readonly data: Uint8Array;
  readonly pts: number | undefined;
  readonly dts: number | undefined;
  /** Where the programme is; undefined at its beginning. */
  readonly now: number | undefined;
  /** It told its length. */
  readonly bounded: boolean;
}

/** What one `AccessUnit` is made of, in ticks of 90 kHz. */
export interface EsUnit {
  readonly pts: number;
  readonly dts: number;
  readonly randomAccess: boolean;
  /** As `AccessUnit.payload`: views of the PES packet. Not empty. */
  readonly payload: readonly Uint8Array[];
  readonly config: TrackConfig;
}

/** Finds the units in the PES packets of one elementary stream. */
export interface ElementaryReader {
  /** As far as it is known: undefined where there is nothing yet that a track could be made of. */
  readonly config: TrackConfig | undefined;
  /** Whether the config is complete. */
  readonly known: boolean;
  /** Adds the units that are whole to `out`; Malformed where the rest of the packet is no use. */
  push(pes: TimedPes, out: EsUnit[]): Malformed | undefined;
  /** The stream is over: adds what was waiting for more. */
  flush(out: EsUnit[]): void;
  /** Something was lost before the next packet. */
  reset(): void;
}
