import type { Clock } from "net/clock.ts";

/** Clients that go on in one turn: each has its answer made. */
const A_TURN = 64;

interface Waiting {
  ready(): boolean;
  resolve(there: boolean): void;
  readonly cancelTimer: () => void;
}

/** Clients that wait for something to be there. */
export class Arrivals {
  readonly #waiting = new Set<Waiting>();
  #ended = false;
  #cancelNext: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  /** Resolves to true once `ready`; to false after so many milliseconds, and when nothing comes any more. */
  wait(ready: () => boolean, milliseconds: number): Promise<boolean> {
    if (ready()) return Promise.resolve(true);
    if (this.#ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      const late = () => this.#release(waiting, false);
      const cancelTimer = this.clock.setTimer(late, milliseconds);
      const waiting = { ready, resolve, cancelTimer };
      this.#waiting.add(waiting);
    });
  }

  /** Something has come. */
  arrived(): void {
    if (this.#waiting.size === 0 || this.#cancelNext) return;
    const ready = [...this.#waiting].filter((each) => each.ready());
    for (const each of ready.slice(0, A_TURN)) this.#release(each, true);
    if (ready.length <= A_TURN) return;
    this.#cancelNext = this.clock.setTimer(() => {
      this.#cancelNext = undefined;
      this.arrived();
    }, 0);
  }

  /** Nothing comes any more. */
  end(): void {
    this.#ended = true;
    this.#cancelNext?.();
    for (const each of [...this.#waiting]) this.#release(each, false);
  }

  #release(waiting: Waiting, there: boolean): void {
    this.#waiting.delete(waiting);
    waiting.cancelTimer();
    waiting.resolve(there);
  }
}
