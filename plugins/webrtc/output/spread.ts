/** A turn of the event loop is given up when sending took this long, in milliseconds. */
const TURN = 4;

/** What may wait; beyond it the machine cannot keep up, and what comes is dropped. */
const MOST_WAITING = 8192;

/** When it is now, in milliseconds, and what is done in the next turn: for tests. */
export interface Turns {
  now(): number;
  next(fn: () => void): void;
}

const turns: Turns = { now: () => performance.now(), next: (fn) => void setImmediate(fn) };

/** Does things at once while that takes a few milliseconds, and the rest, in order, in the turns that follow. */
export class Spread {
  #waiting: (() => void)[] = [];
  /** When the first thing of this turn was done; undefined before it. */
  #begun: number | undefined;

  constructor(private readonly loop: Turns = turns) {}

  /** False where too much waits. */
  run(thing: () => void): boolean {
    const now = this.loop.now();
    if (this.#begun === undefined) this.#begin(now);
    if (this.#waiting.length === 0 && now - this.#begun! < TURN) {
      thing();
      return true;
    }
    if (this.#waiting.length >= MOST_WAITING) return false;
    this.#waiting.push(thing);
    return true;
  }

  #begin(now: number): void {
    this.#begun = now;
    this.loop.next(() => this.#goOn());
  }

  #goOn(): void {
    this.#begun = undefined;
    if (this.#waiting.length === 0) return;
    const start = this.loop.now();
    this.#begin(start);
    let done = 0;
    try {
      do this.#waiting[done++](); while (
        done < this.#waiting.length && this.loop.now() - start < TURN
      );
    } finally {
      this.#waiting.splice(0, done);
    }
  }
}

/** That of all viewers of this process. */
export const spread = new Spread();
