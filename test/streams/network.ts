import type { Clock } from "net/clock.ts";

/** What a network does to datagrams: chances from 0 to 1, times in milliseconds. */
export interface NetworkOptions {
  /** Two runs with one seed are the same. */
  readonly seed: number;
  /** Chance that a datagram never comes. */
  readonly loss?: number;
  /** Chance that a loss takes the next one too. */
  readonly burst?: number;
  /** Chance that a datagram comes twice. */
  readonly duplicates?: number;
  /** Chance that a datagram is held back by `reorderDelay`, so that later ones overtake it. */
  readonly reordering?: number;
  readonly reorderDelay?: number;
  /** Every datagram takes at least this long. */
  readonly delay?: number;
  /** Up to so much more, evenly spread. */
  readonly jitter?: number;
}

/** A network between two ends of a test, on the test's clock. */
export class Network<T> {
  readonly #random: () => number;
  readonly #options: Required<NetworkOptions>;
  #lastLost = false;
  /** Datagrams given to it, taken away by it, and on their way. */
  sent = 0;
  lost = 0;
  pending = 0;

  constructor(
    private readonly clock: Clock,
    private readonly deliver: (datagram: T) => void,
    options: NetworkOptions,
  ) {
    this.#options = { ...PERFECT, ...options };
    this.#random = randomOf(options.seed);
  }

  send(datagram: T): void {
    this.sent++;
    this.#lastLost = this.#random() < (this.#lastLost ? this.#options.burst : this.#options.loss);
    if (this.#lastLost) this.lost++;
    else {
      this.#carry(datagram);
      if (this.#random() < this.#options.duplicates) this.#carry(datagram);
    }
  }

  #carry(datagram: T): void {
    const { delay, jitter, reordering, reorderDelay } = this.#options;
    const late = this.#random() < reordering ? reorderDelay : 0;
    this.pending++;
    this.clock.setTimer(() => {
      this.pending--;
      this.deliver(datagram);
    }, delay + jitter * this.#random() + late);
  }
}

const PERFECT = {
  loss: 0,
  burst: 0,
  duplicates: 0,
  reordering: 0,
  reorderDelay: 10,
  delay: 0,
  jitter: 0,
};

/** Numbers from 0 up to 1, evenly spread, that a seed decides (the mulberry32 generator). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
