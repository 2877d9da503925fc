/** Packets that are missed at most; more mean that the way is broken, and are not asked for. */
const MOST = 256;
/** Milliseconds between two questions for the same packet, and how often it is asked for. */
const AGAIN = 60, TRIES = 4;

/** Which packets of one source are missing, and are to be asked for. */
export class Losses {
  readonly #missing = new Map<number, { asked: number; at: number }>();
  #highest = -1;

  /** Notes that packet `number` has come. */
  received(number: number): void {
    const ahead = this.#highest < 0 ? 1 : number - this.#highest & 0xffff;
    if (ahead === 0) return;
    if (ahead >= 0x8000) {
      this.#missing.delete(number);
      return;
    }
    if (ahead > MOST) this.#missing.clear();
    else {
      for (let i = 1; i < ahead; i++) {
        this.#missing.set(this.#highest + i & 0xffff, { asked: 0, at: -Infinity });
      }
    }
    this.#highest = number;
  }

  /** What is to be asked for at `now`. */
  due(now: number): number[] {
    const due: number[] = [];
    for (const [number, entry] of this.#missing) {
      if (now - entry.at < AGAIN) continue;
      if (entry.asked++ < TRIES && this.#missing.size <= MOST) {
        entry.at = now;
        due.push(number);
      } else this.#missing.delete(number);
    }
    return due;
  }
}
