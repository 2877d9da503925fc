import type { Clock } from "net/clock.ts";

/** Milliseconds between two looks, and how many of them are remembered: the last minute. */
const INTERVAL = 50, REMEMBERED = 1200;
/** Milliseconds that are not looked at: the server itself starts. */
const START = 1000;

/** How late timers come: as long as one turn of the event loop keeps everything else waiting. */
export class EventLoopLag {
  readonly #lags = new Float32Array(REMEMBERED);
  #count = 0;
  #cancel: () => void = () => {};

  constructor(private readonly clock: Clock) {
    this.#cancel = clock.setTimer(() => this.#schedule(), START);
  }

  /** The lags, in milliseconds, that these parts of the last minute's looks do not exceed: 0.5, 0.99, … */
  quantiles(parts: readonly number[]): number[] {
    const sorted = this.#lags.slice(0, Math.min(this.#count, REMEMBERED)).sort();
    return parts.map((part) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0);
  }

  close(): void {
    this.#cancel();
  }

  #schedule(): void {
    const due = this.clock.now() + INTERVAL;
    this.#cancel = this.clock.setTimer(() => {
      this.#lags[this.#count++ % REMEMBERED] = Math.max(0, this.clock.now() - due);
      this.#schedule();
    }, INTERVAL);
  }
}
