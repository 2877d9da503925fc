import { unwrap32 } from "media/timebase.ts";

interface Placed {
  offset: number;
  /** Of the last message, on the time line. */
  last: number;
  /** When it came. */
  at: number;
  /** Between the last two messages. */
  step: number;
}

/** Milliseconds that messages of a track may go back: they are taken as of the same time as the last. */
const BACK = 100;
/** Milliseconds that they may be ahead, beside the time that has passed meanwhile. */
const AHEAD = 3000;
const FIRST_STEP = 20;

/**
 * Where a publisher's timestamps (milliseconds, 32 bits) stand on one time line, which begins at 0 with the first of
 * them. They wrap; and where they jump, forwards or back, time goes on from where it was, on all tracks alike.
 */
export class Timeline {
  readonly #tracks = new Map<number, Placed>();
  #raw: number | undefined;
  #offset = 0;
  /** How often time has jumped. */
  jumps = 0;

  /** Milliseconds of a message of a track that came at `now`: never less than those of the last. */
  place(track: number, timestamp: number, now: number): number {
    if (this.#raw === undefined) this.#offset = -timestamp;
    const raw = this.#raw = unwrap32(this.#raw ?? timestamp, timestamp);
    const placed = this.#tracks.get(track);
    if (!placed) {
      const last = raw + this.#offset;
      this.#tracks.set(track, { offset: this.#offset, last, at: now, step: FIRST_STEP });
      return last;
    }
    this.#fit(placed, raw, now);
    const last = Math.max(placed.last, raw + placed.offset);
    if (last > placed.last) placed.step = last - placed.last;
    placed.last = last;
    placed.at = now;
    return last;
  }

  /** Moves a track whose timestamps have jumped: as another one has been moved, where that fits. */
  #fit(placed: Placed, raw: number, now: number): void {
    const ahead = AHEAD + 2 * (now - placed.at);
    const fits = (offset: number) => {
      const distance = raw + offset - placed.last;
      return distance >= -BACK && distance <= ahead;
    };
    if (fits(placed.offset)) return;
    if (!fits(this.#offset)) {
      this.#offset = placed.last + Math.min(placed.step, AHEAD) - raw;
      this.jumps++;
    }
    placed.offset = this.#offset;
  }
}
