interface Placed {
  offset: number;
  /** Of what came last, on the time line. */
  last: number;
  /** When it came. */
  at: number;
  /** Between the last two. */
  step: number;
}

/** Milliseconds that timestamps of a track may go back: they are taken as the same as the last. */
const BACK = 100;
/** Milliseconds that they may be ahead, beside the time that has passed meanwhile. */
const AHEAD = 3000;
const FIRST_STEP = 20;

/**
 * Where a publisher's timestamps (milliseconds, unwrapped) stand on one time line, which begins at 0 with the first of
 * them. Where they jump, forwards or back, time goes on from where it was, on all tracks alike.
 */
export class Timeline {
  readonly #tracks = new Map<number, Placed>();
  #offset: number | undefined;
  /** How often time has jumped. */
  jumps = 0;

  /** Milliseconds of what came of a track at `now`: never less than those of the last. */
  place(track: number, timestamp: number, now: number): number {
    const offset = this.#offset ??= -timestamp;
    const placed = this.#tracks.get(track);
    if (!placed) {
      const last = timestamp + offset;
      this.#tracks.set(track, { offset, last, at: now, step: FIRST_STEP });
      return last;
    }
    this.#fit(placed, offset, timestamp, now);
    const last = Math.max(placed.last, timestamp + placed.offset);
    if (last > placed.last) placed.step = last - placed.last;
    placed.last = last;
    placed.at = now;
    return last;
  }

  /** Moves a track whose timestamps have jumped: as another one has been moved, where that fits. */
  #fit(placed: Placed, common: number, timestamp: number, now: number): void {
    const ahead = AHEAD + 2 * (now - placed.at);
    const fits = (offset: number) => {
      const distance = timestamp + offset - placed.last;
      return distance >= -BACK && distance <= ahead;
    };
    if (fits(placed.offset)) return;
    placed.offset = common;
    if (fits(common)) return;
    placed.offset = this.#offset = placed.last + Math.min(placed.step, AHEAD) - timestamp;
    this.jumps++;
  }
}
