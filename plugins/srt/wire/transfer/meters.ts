/** Microseconds that rates are measured over. */
const WINDOW = 1_000_000;

/** What comes or goes a second, over the last second that is complete. */
export class Meter {
  #since: number | undefined;
  #packets = 0;
  #bytes = 0;
  #lost = 0;
  #last = { packets: 0, bytes: 0, lossRate: 0 };

  packet(bytes: number, now: number): void {
    this.#turn(now);
    this.#packets++;
    this.#bytes += bytes;
  }

  /** So many packets were lost. */
  lost(packets: number, now: number): void {
    this.#turn(now);
    this.#lost += packets;
  }

  /** Packets and bytes a second, and percent of the packets that were lost. */
  rates(now: number): { packets: number; bytes: number; lossRate: number } {
    this.#turn(now);
    return this.#last;
  }

  #turn(now: number): void {
    this.#since ??= now;
    const passed = now - this.#since;
    if (passed < WINDOW) return;
    const seconds = passed / 1e6, all = this.#packets + this.#lost;
    this.#last = {
      packets: this.#packets / seconds,
      bytes: this.#bytes / seconds,
      lossRate: all > 0 ? Math.min(100, 100 * this.#lost / all) : 0,
    };
    this.#packets = this.#bytes = this.#lost = 0;
    this.#since = now;
  }
}

/** Pairs of packets that are looked at, and the share of them that may be far off. */
const PAIRS = 16, FAR = 8;

/**
 * Packets a second that a link could carry, by how far apart packets arrive that were sent together: of every sixteen
 * the first two are such a pair (draft-sharabayko-srt-01 §4.7.2).
 */
export class CapacityMeter {
  readonly #gaps: number[] = [];
  #firstAt: number | undefined;
  #first = -1;

  /** A packet that was sent for the first time has arrived. */
  packet(sequence: number, now: number): void {
    if ((sequence & 15) === 0) {
      this.#firstAt = now;
      this.#first = sequence;
    } else if (sequence === this.#first + 1 && this.#firstAt !== undefined) {
      // What arrives in one turn of ours cannot be told apart.
      if (now > this.#firstAt) this.#gaps.push(now - this.#firstAt);
      if (this.#gaps.length > PAIRS) this.#gaps.shift();
      this.#firstAt = undefined;
    }
  }

  /** Packets a second; 0 while not known. */
  get rate(): number {
    if (this.#gaps.length === 0) return 0;
    const median = this.#gaps.toSorted((a, b) => a - b)[this.#gaps.length >> 1];
    const near = this.#gaps.filter((gap) => gap < median * FAR && gap > median / FAR);
    return 1e6 * near.length / near.reduce((sum, gap) => sum + gap, 0);
  }
}
