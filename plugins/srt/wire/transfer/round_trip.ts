/** Microseconds that are assumed until there was one measurement. */
const FIRST_RTT = 100_000, FIRST_VARIANCE = 50_000;

/** The time that a packet and its answer take, in microseconds, smoothed (draft-sharabayko-srt-01 §4.10). */
export class RoundTrip {
  rtt = FIRST_RTT;
  variance = FIRST_VARIANCE;
  #measured = false;

  /** One measurement. */
  measured(sample: number): void {
    if (!this.#measured) {
      this.#measured = true;
      this.rtt = sample;
      this.variance = sample / 2;
      return;
    }
    this.variance += (Math.abs(sample - this.rtt) - this.variance) / 4;
    this.rtt += (sample - this.rtt) / 8;
  }

  /** How long an answer may take. */
  get timeout(): number {
    return this.rtt + 4 * this.variance;
  }
}
