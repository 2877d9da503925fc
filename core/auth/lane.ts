/** Attempts of one lane that are checked at once: as many may be wrong before the first pause. */
const AT_ONCE = 4;
/** Attempts that may wait behind a failure. */
const WAITING = 16;

/** Where attempts with credentials are checked one behind the other while some of them are wrong. */
export class Lane {
  #checking = 0;
  #pauses = 0;
  /** When the last pause ends, in milliseconds of the clock. */
  #end = 0;
  #waiting: ((admitted: boolean) => void)[] = [];

  /** Whether nobody is in it. */
  get empty(): boolean {
    return this.#checking === 0 && this.#pauses === 0 && this.#waiting.length === 0;
  }

  /** Waits for a turn; false where too many wait. Whoever was admitted leaves, or fails and resumes. */
  enter(): boolean | Promise<boolean> {
    if (this.#open()) return ++this.#checking > 0;
    if (this.#pauses > 0 && this.#waiting.length >= WAITING) return false;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The attempt says nothing against others. */
  leave(): void {
    this.#checking--;
    this.#admit();
  }

  /**
   * The attempt was wrong: nobody is admitted until `resume`, to be called after the milliseconds returned. Pauses of
   * attempts that were checked at once follow each other.
   */
  fail(pause: number, now: number): number {
    this.#checking--;
    this.#pauses++;
    this.#end = Math.max(this.#end, now) + pause;
    for (const admit of this.#waiting.splice(WAITING)) admit(false);
    return this.#end - now;
  }

  /** A pause is over. */
  resume(): void {
    this.#pauses--;
    this.#admit();
  }

  /** Nobody who waits is admitted any more. */
  close(): void {
    for (const admit of this.#waiting.splice(0)) admit(false);
  }

  #open(): boolean {
    return this.#pauses === 0 && this.#checking < AT_ONCE;
  }

  #admit(): void {
    while (this.#open() && this.#waiting.length > 0) {
      this.#checking++;
      this.#waiting.shift()!(true);
    }
  }
}
