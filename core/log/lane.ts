import { messageOf } from "core/errors.ts";
import type { Destination } from "core/log/destination.ts";
import type { LogRecord } from "core/log/format.ts";
import { type Clock, pause } from "net/clock.ts";

/** Characters of messages that wait at most while a destination does not take them. */
const LIMIT = 1 << 20;

/** How long closing waits for a destination that does not take its last records, in milliseconds. */
const PATIENCE = 2000;

/**
 * The way to one destination: in order, one write in flight, whatever comes meanwhile joined into the next. A
 * destination that stalls (a paused terminal, a full pipe) holds nobody up: records are dropped, counted, and the
 * count is logged once it goes on. `complain` hears of the first of each series of failed writes.
 */
export class Lane {
  #waiting: LogRecord[] = [];
  #size = 0;
  #lost = 0;
  #failing = false;
  #running?: Promise<void>;

  constructor(
    private readonly destination: Destination,
    private readonly clock: Clock,
    private readonly complain: (text: string) => void,
  ) {}

  push(record: LogRecord): void {
    if (this.#size > LIMIT) {
      this.#lost++;
      return;
    }
    this.#waiting.push(record);
    this.#size += record.message.length;
    this.#running ??= this.#run();
  }

  /** Waits for what was pushed, but not for ever, then closes the destination. */
  async close(): Promise<void> {
    await this.flush();
    this.destination.close();
  }

  /** Waits until everything pushed is written, or for two seconds. */
  async flush(): Promise<void> {
    if (!this.#running) return;
    const done = new AbortController();
    await Promise.race([this.#running, pause(this.clock, PATIENCE, done.signal)]);
    done.abort();
  }

  async #run(): Promise<void> {
    // The rest of this turn's records join the first.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#write(this.#take());
    this.#running = undefined;
  }

  #take(): LogRecord[] {
    const records = this.#waiting;
    if (this.#lost > 0) records.push(this.#lostRecord());
    this.#waiting = [];
    this.#size = 0;
    this.#lost = 0;
    return records;
  }

  #lostRecord(): LogRecord {
    const message = `${this.#lost} log lines were lost: ${this.destination.name} was stalled`;
    return { time: this.clock.wall(), level: "warn", message };
  }

  async #write(records: LogRecord[]): Promise<void> {
    try {
      await this.destination.write(records);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) {
        this.complain(`Cannot write to ${this.destination.name}: ${messageOf(error)}`);
      }
      this.#failing = true;
    }
  }
}
