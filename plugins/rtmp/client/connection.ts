import { messageOf, WriteQueue } from "core/mod.ts";
import type { AmfValue } from "media/amf/value.ts";
import { Malformed } from "media/malformed.ts";
import type { ByteConn } from "net/connect.ts";
import { acceptServer, readFully } from "../handshake.ts";
import { Link } from "../link.ts";
import { CHUNK_SIZE, WINDOW_SIZE } from "../wire/answers.ts";
import { ChunkReader, FIRST_CHUNK_SIZE } from "../wire/chunk_reader.ts";
import { type Command, isCommand, readCommand, writeCommand } from "../wire/command.ts";
import * as control from "../wire/control.ts";
import type { Message } from "../wire/message.ts";
import type { Settings } from "./settings.ts";

/** Bytes that are read at once, and of a message. */
const BUFFER = 64 * 1024, MESSAGE = 16 * 1024 * 1024;

/** Milliseconds between two looks at whether the server is silent or a write is stuck. */
const SWEEP_INTERVAL = 1000;

interface Waiting {
  answered(answer: Command): void;
  failed(error: Error): void;
}

/** Who takes what comes by a connection. */
export interface Listener {
  /** A command that is no answer: `onStatus`, … */
  command(command: Command): void;
  message(message: Message): void;
  /** Milliseconds that the server may be silent. */
  readonly silenceAllowed: number;
}

/** One connection to an RTMP server: asks, takes answers, and whatever else comes. */
export class Connection {
  readonly queue: WriteQueue;
  /** Resolves with the reason once the connection is over. */
  readonly ended: Promise<string>;
  readonly #end: (reason: string) => void;
  readonly #link: Link;
  readonly #reader = new ChunkReader(BUFFER, MESSAGE);
  readonly #waiting = new Map<number, Waiting>();
  #listener: Listener | undefined;
  #lastTransaction = 0;
  #chunkSize = FIRST_CHUNK_SIZE;
  #lastRead: number;
  #closed = false;
  #cancelSweep: () => void = () => {};

  constructor(private readonly socket: ByteConn, private readonly settings: Settings) {
    const { clock, config } = settings;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
    const broken = (error: unknown) => this.close(messageOf(error));
    this.queue = new WriteQueue(socket, config.writeQueueSize, () => clock.now(), broken);
    this.#link = new Link(this.queue);
    this.#lastRead = clock.now();
    this.#sweep();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Shakes hands, and then reads until the end; rejects where it fails. */
  async open(): Promise<void> {
    try {
      await acceptServer({
        read: (size) => readFully(this.socket, new Uint8Array(size)),
        write: (bytes) => this.queue.push(bytes, 0),
      });
    } catch (error) {
      this.close(`handshake: ${messageOf(error)}`);
      throw new Error(await this.ended);
    }
    void this.#run();
  }

  /** Tells the server, which has accepted us, in what pieces we send. */
  widen(): void {
    this.queue.push(control.writeWindowSize(WINDOW_SIZE), 0);
    this.queue.push(control.writeChunkSize(this.#chunkSize = CHUNK_SIZE), 0);
  }

  /** Hands what comes to `listener` from now on. */
  listen(listener: Listener): void {
    this.#listener = listener;
  }

  /** Asks, and resolves with the answer, `_result` or `_error`; rejects where none comes within the read time-out. */
  request(name: string, ...values: AmfValue[]): Promise<Command> {
    if (this.#closed) return this.ended.then((reason) => Promise.reject(new Error(reason)));
    const transaction = ++this.#lastTransaction;
    const { promise, resolve, reject } = Promise.withResolvers<Command>();
    const { clock, config } = this.settings;
    const cancel = clock.setTimer(() => {
      this.#waiting.delete(transaction);
      reject(new Error(`${name}: the server does not answer`));
    }, config.readTimeout);
    this.#waiting.set(transaction, {
      answered(answer) {
        cancel();
        resolve(answer);
      },
      failed(error) {
        cancel();
        reject(error);
      },
    });
    this.queue.push(writeCommand(0, this.#chunkSize, name, transaction, ...values), 0);
    return promise;
  }

  /** Sends a command whose answer is not waited for. */
  tell(stream: number, name: string, ...values: AmfValue[]): void {
    const transaction = ++this.#lastTransaction;
    this.queue.push(writeCommand(stream, this.#chunkSize, name, transaction, null, ...values), 0);
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

  async #run(): Promise<void> {
    try {
      while (await this.#read());
      this.close("the server closed the connection");
    } catch (error) {
      this.close(messageOf(error));
    }
  }

  async #read(): Promise<boolean> {
    const count = await this.socket.read(this.#reader.space());
    if (count === null || this.#closed) return false;
    this.#reader.received(count);
    this.#link.read(count);
    this.#lastRead = this.settings.clock.now();
    for (let message; !this.#closed && (message = this.#reader.next()) !== undefined;) {
      if (message instanceof Malformed) throw new Error(message.reason);
      this.#take(message);
    }
    return true;
  }

  #take(message: Message): void {
    if (!isCommand(message)) {
      this.#link.message(message);
      return this.#listener?.message(message);
    }
    const command = readCommand(message);
    if (command instanceof Malformed) throw new Error(command.reason);
    if (command.name !== "_result" && command.name !== "_error") {
      return this.#listener?.command(command);
    }
    const waiting = this.#waiting.get(command.transaction);
    this.#waiting.delete(command.transaction);
    waiting?.answered(command);
  }

  #sweep(): void {
    const { clock, config } = this.settings;
    this.#cancelSweep = clock.setTimer(() => {
      const silent = clock.now() - this.#lastRead;
      const allowed = this.#listener ? this.#listener.silenceAllowed : config.readTimeout;
      if (this.queue.stalled > config.writeTimeout) this.close("write timed out");
      else if (silent > allowed) this.close(`nothing came for ${allowed / 1000} s`);
      else this.#sweep();
    }, SWEEP_INTERVAL);
  }
}
