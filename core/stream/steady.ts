/** A steady value comes nearer to what it follows by so much in each millisecond: it is there in minutes, … */
const PART = 1 / 60_000;
/** … and by so many milliseconds at most: more than clocks differ, less than anybody sees. */
const DRIFT = 1 / 1000;
/** A difference of so many milliseconds is no drift: it is taken over at once. */
const STEP = 5000;

/**
 * A value in milliseconds that follows a trembling one slowly: when units arrive is uneven, most of all where a feed
 * begins, and players place in time what the sender reports tell.
 */
export class Steady {
  /** `at`: milliseconds by our clock. */
  constructor(public value: number, private at: number) {}

  follow(target: number, now: number): void {
    const difference = target - this.value, elapsed = now - this.at;
    const slow = difference * Math.min(1, elapsed * PART), most = elapsed * DRIFT;
    const step = Math.abs(difference) > STEP;
    this.value += step ? difference : Math.max(-most, Math.min(most, slow));
    this.at = now;
  }
}
