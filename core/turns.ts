/** Milliseconds that long work may take at a stretch while media flow. */
const TURN = 4;

/** Divides long work into turns of the event loop. */
export class Turns {
  #begun = performance.now();

  /** Whether everything else should have its turn now. */
  get over(): boolean {
    return performance.now() - this.#begun >= TURN;
  }

  /** Lets everything else have its turn. */
  async next(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#begun = performance.now();
  }
}
