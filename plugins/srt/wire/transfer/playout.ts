import { unwrap32 } from "media/timebase.ts";

/** Measurements of drift that are averaged, and microseconds of it that are followed at once. */
const SAMPLES = 1000, STEP = 5000;
/** No packet waits longer than the latency and this: its timestamp is wrong. */
const MOST = 1_000_000;

/**
 * When packets are handed on: at the time of their timestamp by the peer's clock, and the latency later
 * (draft-sharabayko-srt-01 §4.5). Times in microseconds.
 */
export class Playout {
  /** The last timestamp, unwrapped. */
  #last: number;
  #drift = 0;
  #sum = 0;
  #samples = 0;
  #firstRtt: number | undefined;

  /** `epoch`: when the peer's timestamps were 0. */
  constructor(
    private epoch: number,
    readonly latency: number,
    private readonly tracing: boolean,
    now: number,
  ) {
    this.#last = now - epoch;
  }

  /** When a packet that has arrived at `now` is due; its timestamp has 32 bits. */
  due(timestamp: number, now: number): number {
    this.#last = unwrap32(this.#last, timestamp);
    const due = this.epoch + this.#last + this.latency + this.#drift;
    return Math.min(due, now + this.latency + MOST);
  }

  /** A packet that was sent at once, and after a round trip of `rtt`, shows how the peer's clock goes. */
  trace(timestamp: number, rtt: number, now: number): void {
    if (!this.tracing) return;
    this.#firstRtt ??= rtt;
    const sent = this.epoch + unwrap32(this.#last, timestamp);
    this.#sum += now - sent - (rtt - this.#firstRtt) / 2;
    if (++this.#samples < SAMPLES) return;
    this.#follow(this.#sum / this.#samples);
    this.#sum = this.#samples = 0;
  }

  /** Steps go into the epoch, the rest is added. */
  #follow(drift: number): void {
    const step = Math.abs(drift) > STEP ? Math.sign(drift) * STEP : 0;
    this.epoch += step;
    this.#drift = drift - step;
  }
}
