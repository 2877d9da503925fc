/** Random numbers that a seed determines (xorshift32 behind a hash of the seed's parts). */
export class Random {
  #state: number;

  constructor(...seed: readonly (number | string)[]) {
    let hash = 0x811c9dc5;
    for (const char of seed.join(" ")) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    this.#state = hash >>> 0 || 1;
    for (let i = 0; i < 4; i++) this.next();
  }

  /** 32 bits, unsigned. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return this.#state = x >>> 0;
  }

  /** A whole number from 0 to `limit` − 1; 0 where there is none. */
  below(limit: number): number {
    return limit > 0 ? this.next() % limit : 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
}
