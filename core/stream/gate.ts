/** Anything of a track that a reader is offered: a batch of packets or an access unit. */
export interface Offered {
  /** Decoding can start with it. */
  readonly randomAccess: boolean;
}

/** Random access that never comes (intra-refresh encoders) is waited for this long at least, in milliseconds. */
const LONGEST_WAIT = 5000;

/**
 * Holds one track of one reader shut until decoding can start: after a loss in the reader's queue, or at joining.
 * Where no random access comes within twice the longest distance seen, and five seconds at least, it opens anyway.
 */
export class Gate {
  #shutAt: number | undefined;
  #lastRandomAccess: number | undefined;
  #distance = 0;

  /** `shutAt`: the time it is shut from the start, in milliseconds; undefined for open. */
  constructor(shutAt?: number) {
    this.#shutAt = shutAt;
  }

  /** Something was lost at `now`: what follows cannot be decoded. */
  shut(now: number): void {
    this.#shutAt ??= now;
  }

  /** Whether `offered`, at `now`, goes through. */
  admits(offered: Offered, now: number): boolean {
    if (offered.randomAccess) {
      if (this.#lastRandomAccess !== undefined) {
        this.#distance = Math.max(this.#distance, now - this.#lastRandomAccess);
      }
      this.#lastRandomAccess = now;
      this.#shutAt = undefined;
    }
    if (this.#shutAt === undefined) return true;
    if (now - this.#shutAt < Math.max(2 * this.#distance, LONGEST_WAIT)) return false;
    this.#shutAt = undefined;
    return true;
  }
}
