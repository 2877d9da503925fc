import { type Clock, pause } from "net/clock.ts";

/** The longest pause after a failed attempt, in milliseconds. */
const LONGEST = 4000;

/** Slows down whoever tries passwords. */
export interface FailureDelay {
  /**
   * Waits a random time of up to four seconds, or until `signal` aborts; never rejects. To be awaited after the
   * failure was logged and before it is answered, but not where the protocol asks for missing credentials.
   */
  wait(ip: string, signal?: AbortSignal): Promise<void>;
  /** Ends every wait; there are none any more. */
  close(): void;
}

/** `random` gives uniform numbers from 0 up to, not including, 1. */
export function createFailureDelay(clock: Clock, random = Math.random): FailureDelay {
  const closing = new AbortController();
  return {
    wait(_ip, signal) {
      const end = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      return pause(clock, random() * LONGEST, end);
    },
    close: () => closing.abort(),
  };
}
