import { soundDuration } from "media/codecs/duration.ts";
import type { TrackConfig } from "media/track.ts";

/** Milliseconds that timestamps in whole milliseconds may be beside the truth. */
const TOLERANCE = 2;

/** Gives the packets of one track of sound times that follow each other without a gap, where theirs were rounded. */
export class SoundClock {
  #expected: number | undefined;

  constructor(private readonly clockRate: number) {}

  /** The time of a packet whose timestamp says `ticks`. */
  place(ticks: number, config: TrackConfig, payload: readonly Uint8Array[]): number {
    const tolerance = TOLERANCE * this.clockRate / 1000, expected = this.#expected;
    const follows = expected !== undefined && Math.abs(ticks - expected) <= tolerance;
    const placed = follows ? expected : ticks;
    const duration = soundDuration(config, payload, this.clockRate);
    this.#expected = duration === undefined ? undefined : placed + duration;
    return placed;
  }
}
