import { type Logger, messageOf, type Retry, retry, type RetryOptions } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { Process } from "net/process/process.ts";
import { describeEnd } from "./execute.ts";
import type { Variables } from "./variables.ts";

/** Milliseconds that commands have to end when the server does, and to vanish when they are killed. */
export const PATIENCE = 10_000, LAST_PATIENCE = 1000;

/** A command that is to run. */
export interface Order {
  /** Its parameter: `runOnInit`. */
  readonly name: string;
  readonly command: string;
  readonly variables: Variables;
  readonly log: Logger;
}

/** A command that runs until it is stopped. */
export interface Running {
  /** Interrupts it; harmless when it has ended. */
  stop(reason?: string): void;
}

interface Started {
  readonly order: Order;
  readonly process: Process;
  /** It was interrupted, or will have been: it has no other reason to go on. */
  readonly long: boolean;
}

/** Runs commands, and knows which of them are running. */
export class Launcher {
  readonly #long = new Set<Running>();
  readonly #started = new Set<Started>();

  /** `begin`: starts one; throws the reason where it cannot. */
  constructor(private readonly clock: Clock, private readonly begin: (order: Order) => Process) {}

  /** Starts a command that goes on until it is stopped; with `restart`, begins again whenever it ends by itself. */
  start(order: Order, restart: boolean): Running {
    const { name, log } = order;
    log.info(`${name} command started`);
    const options = {
      clock: this.clock,
      attempt: (signal: AbortSignal) => this.#runUntil(signal, order),
      failed: (reason: string) => log.info(`${name} command exited: ${reason}`),
    };
    const attempts = restart ? retry(options) : tryOnce(options);
    const running = {
      stop: (reason = "") => {
        if (!this.#long.delete(running)) return;
        log.info(`${name} command stopped${reason && `: ${reason}`}`);
        void attempts.close();
      },
    };
    this.#long.add(running);
    return running;
  }

  /** Starts a command that ends by itself; of the end, only a failure is worth a line. */
  async launch(order: Order): Promise<void> {
    const { name, log } = order;
    log.info(`${name} command launched`);
    try {
      const end = await this.#begin(order, false).ended;
      if (end.code !== 0) throw new Error(describeEnd(end));
    } catch (error) {
      log.info(`${name} command exited: ${messageOf(error)}`);
    }
  }

  /**
   * Stops what is to be stopped and waits for all of it: for those that ignore their signal until patience ends and
   * they are killed, for the others as long as they take.
   */
  async close(): Promise<void> {
    for (const running of [...this.#long]) running.stop();
    await Promise.all([...this.#started].map((started) => this.#outlive(started)));
  }

  /** Runs it once; rejects with the reason of its end. */
  async #runUntil(signal: AbortSignal, order: Order): Promise<never> {
    const process = this.#begin(order, true);
    signal.addEventListener("abort", () => process.interrupt());
    throw new Error(describeEnd(await process.ended));
  }

  #begin(order: Order, long: boolean): Process {
    const process = this.begin(order), started = { order, process, long };
    this.#started.add(started);
    process.ended.then(() => this.#started.delete(started));
    return process;
  }

  async #outlive({ order: { name, log }, process, long }: Started): Promise<void> {
    if (await this.#ends(process, PATIENCE)) return;
    if (!long) {
      log.info(`waiting for the ${name} command, process ${process.pid}`);
      return void await process.ended;
    }
    log.warn(`${name} command has not ended within ${PATIENCE / 1000} s of its signal: killing it`);
    process.kill();
    if (await this.#ends(process, LAST_PATIENCE)) return;
    log.warn(`${name} command cannot be killed: process ${process.pid} is left behind`);
  }

  /** Whether the process ends within so many milliseconds. */
  #ends(process: Process, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.clock.setTimer(() => resolve(false), milliseconds);
      process.ended.then(() => {
        cancel();
        resolve(true);
      });
    });
  }
}

/** As `retry`, without a second time. */
function tryOnce({ attempt, failed }: RetryOptions): Retry {
  const controller = new AbortController();
  const ended = attempt(controller.signal).catch((error) => {
    if (!controller.signal.aborted) failed(messageOf(error));
  });
  return {
    close() {
      controller.abort();
      return ended;
    },
  };
}
