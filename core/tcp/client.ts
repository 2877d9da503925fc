import { messageOf } from "core/errors.ts";
import { WriteQueue } from "core/tcp/queue.ts";
import type { Clock } from "net/clock.ts";
import type { ByteConn } from "net/connect.ts";

/** What a connection to a server needs of its surroundings. */
export interface ClientSettings {
  readonly clock: Clock;
  readonly config: {
    readonly writeQueueSize: number;
    /** Milliseconds. */
    readonly readTimeout: number;
    readonly writeTimeout: number;
  };
}

interface Waiting<A> {
  answered(answer: A): void;
  failed(error: Error): void;
}

/** Milliseconds between two looks at whether the server is silent or a write is stuck. */
const SWEEP_INTERVAL = 1000;

/** Our end of a connection to a server: what is written, questions that wait for their answers `A`, and one end. */
export class ClientConnection<A> {
  readonly queue: WriteQueue;
  /** Resolves with the reason once the connection is over. */
  readonly ended: Promise<string>;
  /** Milliseconds that the server may be silent. */
  silenceAllowed = Infinity;
  readonly #end: (reason: string) => void;
  /** By number, in the order asked. */
  readonly #waiting = new Map<number, Waiting<A>>();
  #lastNumber = 0;
  #lastRead: number;
  #closed = false;
  #cancelSweep: () => void = () => {};

  constructor(private readonly socket: ByteConn, private readonly settings: ClientSettings) {
    const { clock, config } = settings;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
    const broken = (error: unknown) => this.close(messageOf(error));
    this.queue = new WriteQueue(socket, config.writeQueueSize, () => clock.now(), broken);
    this.#lastRead = clock.now();
    this.#sweep();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The number of the last question. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** The number of the question that has waited longest. */
  get oldest(): number | undefined {
    return this.#waiting.keys().next().value;
  }

  /** A number for something that is said, and not answered. */
  number(): number {
    return ++this.#lastNumber;
  }

  /**
   * Sends the question that `write` makes of its number, and resolves with the answer; rejects where none comes within
   * the read time-out, or the connection is over. `name`: of the question, for the reason.
   */
  ask(name: string, write: (number: number) => Uint8Array): Promise<A> {
    if (this.#closed) return this.ended.then((reason) => Promise.reject(new Error(reason)));
    const number = this.number(), { clock, config } = this.settings;
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    const cancel = clock.setTimer(() => {
      this.#waiting.delete(number);
      reject(new Error(`${name}: the server does not answer`));
    }, config.readTimeout);
    this.#waiting.set(number, {
      answered: (answer) => (cancel(), resolve(answer)),
      failed: (error) => (cancel(), reject(error)),
    });
    this.queue.push(write(number), 0);
    return promise;
  }

  /** Gives an answer to who asked, if somebody still waits. */
  answer(number: number, answer: A): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    waiting?.answered(answer);
  }

  /**
   * Reads until the connection ends: into `space()`, and says how much with `received`. What that throws is the reason
   * of the end.
   */
  async run(into: { space(): Uint8Array; received(count: number): void }): Promise<void> {
    this.#lastRead = this.settings.clock.now();
    try {
      while (!this.#closed) {
        const count = await this.socket.read(into.space());
        if (this.#closed) return;
        if (count === null) return this.close("the server closed the connection");
        this.#lastRead = this.settings.clock.now();
        into.received(count);
      }
    } catch (error) {
      this.close(messageOf(error));
    }
  }

  /** Ends the connection, a write under way included; whoever waits for an answer hears the first reason given. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelSweep();
    this.queue.close();
    this.socket.close();
    for (const waiting of this.#waiting.values()) waiting.failed(new Error(reason));
    this.#waiting.clear();
    this.#end(reason);
  }

  #sweep(): void {
    const { clock, config } = this.settings;
    this.#cancelSweep = clock.setTimer(() => {
      const silent = clock.now() - this.#lastRead, allowed = this.silenceAllowed;
      if (this.queue.stalled > config.writeTimeout) this.close("write timed out");
      else if (silent > allowed) this.close(`nothing came for ${allowed / 1000} s`);
      else this.#sweep();
    }, SWEEP_INTERVAL);
  }
}
