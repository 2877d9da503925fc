import { messageOf } from "core/errors.ts";
import { type Clock, pause } from "net/clock.ts";

/** How long sources, forwards and the recorder wait before they try again, in milliseconds. */
export const RETRY_PAUSE = 5000;

export interface RetryOptions {
  readonly clock: Clock;
  /** Runs until its work ends or fails; must end soon after `signal` aborts. */
  attempt(signal: AbortSignal): Promise<void>;
  /** Hears of each failure once; not of what closing brought about. */
  failed(reason: string): void;
  /** Milliseconds between the end of one attempt and the next. */
  readonly pause?: number;
}

/** An attempt that is made again and again. */
export interface Retry {
  /** Aborts the attempt and waits for its end. Never rejects. */
  close(): Promise<void>;
}

/** Starts at once and keeps trying: after each end of `attempt`, failed or not, it waits and runs it again. */
export function retry(options: RetryOptions): Retry {
  const controller = new AbortController();
  const running = run(options, controller.signal);
  return {
    close() {
      controller.abort();
      return running;
    },
  };
}

async function run(options: RetryOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await options.attempt(signal);
    } catch (error) {
      if (!signal.aborted) options.failed(messageOf(error));
    }
    await pause(options.clock, options.pause ?? RETRY_PAUSE, signal);
  }
}
