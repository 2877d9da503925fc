import type { Logger } from "core/log/logger.ts";
import { decodeErrors, framesDiscarded, packetsLost, type Rate, rate } from "core/rate.ts";
import type { Clock } from "net/clock.ts";

const INTERVAL = 1000;

/** What goes wrong on a packet path, counted, and written to the log once a second at most. */
export class FaultLog {
  readonly #lost: Rate;
  readonly #malformed: Rate;
  readonly #slow: Rate;

  constructor(log: Logger, clock: Clock) {
    this.#lost = rate(clock, INTERVAL, (count) => log.warn(packetsLost(count)));
    this.#malformed = rate(clock, INTERVAL, (count, last) => log.warn(decodeErrors(count, last)));
    this.#slow = rate(clock, INTERVAL, (count) => log.warn(framesDiscarded(count)));
  }

  /** RTP packets that never came. */
  lost(packets: number): void {
    this.#lost.hit("", packets);
  }

  /** A packet that breaks its format. */
  malformed(reason: string): void {
    this.#malformed.hit(reason);
  }

  /** Packets that a reader's queue had no room for. */
  slow(packets: number): void {
    this.#slow.hit("", packets);
  }

  /** Reports what is pending. */
  close(): void {
    this.#lost.close();
    this.#malformed.close();
    this.#slow.close();
  }
}
