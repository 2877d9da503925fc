import type { Clock } from "net/clock.ts";

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;

  /** `epoch`: the wall clock's milliseconds at the start; a test may set it anew to make the wall clock jump. */
  constructor(public epoch = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.epoch + this.#now;
  }

  setTimer(fn: () => void, ms: number): () => void {
    const timer = { at: this.#now + Math.max(0, ms), fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers wait: zero once everything under test has closed. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time by `ms`, firing what falls due in order of time, then of setting, timers set meanwhile included. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.#now = timer.at;
      this.#timers.delete(timer);
      timer.fn();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

/** Lets every promise that can go on do so, before the test looks. */
export function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, 0));
}
