import { Refusal } from "core/errors.ts";
import type { Clock } from "net/clock.ts";

/** Times of something that runs only while somebody reads, in milliseconds. */
export interface DemandTimes {
  /** How long readers wait for the stream. */
  readonly startTimeout: number;
  /** How long it goes on without readers. */
  readonly closeAfter: number;
}

/** What is started when the first reader asks, and stopped when nobody has read for a while. */
export interface Demanded extends DemandTimes {
  /** Whether a stream can be read now. */
  available(): boolean;
  /** Whether somebody reads. */
  read(): boolean;
  start(query: string): void;
  stop(reason: string): void;
  /** Nothing is wanted any more. */
  ended(): void;
}

interface Waiter {
  resolve(): void;
  reject(refusal: Refusal): void;
}

/** Holds requests back until a stream that is started for them can be read. */
export class Demand {
  #active = false;
  #waiters: Waiter[] = [];
  #cancelTimer: () => void = () => {};

  constructor(
    private readonly name: string,
    private readonly clock: Clock,
    private readonly what: Demanded,
  ) {}

  /** It was asked for and not stopped since. */
  get active(): boolean {
    return this.#active;
  }

  /** Resolves when there is a stream; a `Refusal` where it does not come in time. `query` is raw. */
  wait(query: string): Promise<void> {
    if (!this.#active) this.#start(query);
    else if (!this.what.available() && this.#waiters.length === 0) this.#expect();
    if (this.what.available()) {
      this.used();
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** There is a stream now. */
  available(): void {
    if (!this.#active) return;
    for (const waiter of this.#waiters.splice(0)) waiter.resolve();
    this.used();
  }

  /** Readers have come or gone, or somebody has asked: the last one to leave starts the clock anew. */
  used(): void {
    if (!this.#active || !this.what.available()) return;
    this.#cancelTimer();
    if (!this.what.read()) {
      this.#after(this.what.closeAfter, () => this.stop("not needed by anyone"));
    }
  }

  /** Stops what was started; whoever still waits is refused with what the source `has`. */
  stop(reason: string, has = reason): void {
    if (!this.#active) return;
    this.#active = false;
    this.#cancelTimer();
    const refusal = new Refusal("timed out", `source of path '${this.name}' has ${has}`);
    for (const waiter of this.#waiters.splice(0)) waiter.reject(refusal);
    this.what.stop(reason);
    this.what.ended();
  }

  #start(query: string): void {
    this.#active = true;
    this.#expect();
    this.what.start(query);
  }

  /** Somebody waits: for the first stream, or for the next one after that has ended. */
  #expect(): void {
    this.#after(this.what.startTimeout, () => this.stop("timed out"));
  }

  #after(milliseconds: number, act: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.clock.setTimer(act, milliseconds);
  }
}
