import type { Clock } from "net/clock.ts";

/** How long media may be silent, in milliseconds. */
export interface Patience {
  /** Until the first packet, where that is less than what follows. */
  readonly first?: number;
  readonly between: number;
}

/** Notices when media do not come, or come no more. */
export class Watch {
  #lastSeen: number;
  #seen = false;
  #cancel: () => void;

  /** `silent` is called once, when there was no packet for too long. */
  constructor(
    private readonly clock: Clock,
    private readonly patience: Patience,
    private readonly silent: () => void,
  ) {
    this.#lastSeen = clock.now();
    this.#cancel = clock.setTimer(() => this.#look(), patience.first ?? patience.between);
  }

  /** A packet came. */
  seen(): void {
    this.#lastSeen = this.clock.now();
    this.#seen = true;
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const { first = this.patience.between, between } = this.patience;
    const left = (this.#seen ? between : first) - (this.clock.now() - this.#lastSeen);
    if (left > 0) this.#cancel = this.clock.setTimer(() => this.#look(), left);
    else this.silent();
  }
}
