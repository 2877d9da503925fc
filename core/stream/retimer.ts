import { soundDuration } from "media/codecs/duration.ts";
import type { AccessUnit } from "media/unit.ts";

/** Seconds that sound may be beside its count of samples; beyond it, something is missing and the count begins anew. */
const MOST_BESIDE = 0.2;

/** RTP timestamps of sound by its count of samples: one unit begins where the one before ended. */
export class Retimer {
  #next: number | undefined;

  constructor(private readonly clockRate: number) {}

  /** The timestamp (u32) of a unit whose own is `timestamp`. */
  at(unit: AccessUnit, timestamp: number): number {
    const start = this.#next === undefined || this.#far(timestamp) ? timestamp : this.#next;
    const duration = soundDuration(unit.config, unit.payload, this.clockRate);
    this.#next = duration === undefined ? undefined : (start + duration) >>> 0;
    return start;
  }

  #far(timestamp: number): boolean {
    return Math.abs((timestamp - this.#next!) | 0) > MOST_BESIDE * this.clockRate;
  }
}
