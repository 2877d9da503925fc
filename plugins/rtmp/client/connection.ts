import { ClientConnection, type ClientSettings, messageOf } from "core/mod.ts";
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

/** Bytes that are read at once, and of a message. */
const BUFFER = 64 * 1024, MESSAGE = 16 * 1024 * 1024;

/** Who takes what comes by a connection. */
export interface Listener {
  /** A command that is no answer: `onStatus`, … */
  command(command: Command): void;
  message(message: Message): void;
  /** Milliseconds that the server may be silent. */
  readonly silenceAllowed: number;
}

/** One connection to an RTMP server: asks, takes answers, and whatever else comes. */
export class Connection extends ClientConnection<Command> {
  readonly #link: Link;
  readonly #reader = new ChunkReader(BUFFER, MESSAGE);
  #listener: Listener | undefined;
  #chunkSize = FIRST_CHUNK_SIZE;

  constructor(private readonly conn: ByteConn, settings: ClientSettings) {
    super(conn, settings);
    this.silenceAllowed = settings.config.readTimeout;
    this.#link = new Link(this.queue);
  }

  /** Shakes hands, and then reads until the end; rejects where it fails. */
  async open(): Promise<void> {
    try {
      await acceptServer({
        read: (size) => readFully(this.conn, new Uint8Array(size)),
        write: (bytes) => this.queue.push(bytes, 0),
      });
    } catch (error) {
      this.close(`handshake: ${messageOf(error)}`);
      throw new Error(await this.ended);
    }
    void this.run({
      space: () => this.#reader.space(),
      received: (count) => this.#received(count),
    });
  }

  /** Tells the server, which has accepted us, in what pieces we send. */
  widen(): void {
    this.queue.push(control.writeWindowSize(WINDOW_SIZE), 0);
    this.queue.push(control.writeChunkSize(this.#chunkSize = CHUNK_SIZE), 0);
  }

  /** Hands what comes to `listener` from now on. */
  listen(listener: Listener): void {
    this.#listener = listener;
    this.silenceAllowed = listener.silenceAllowed;
  }

  /** Asks, and resolves with the answer, `_result` or `_error`; rejects where none comes within the read time-out. */
  request(name: string, ...values: AmfValue[]): Promise<Command> {
    return this.ask(name, (number) => writeCommand(0, this.#chunkSize, name, number, ...values));
  }

  /** Sends a command whose answer is not waited for. */
  tell(stream: number, name: string, ...values: AmfValue[]): void {
    const number = this.number();
    this.queue.push(writeCommand(stream, this.#chunkSize, name, number, null, ...values), 0);
  }

  #received(count: number): void {
    this.#reader.received(count);
    this.#link.read(count);
    for (let message; !this.closed && (message = this.#reader.next()) !== undefined;) {
      if (message instanceof Malformed) throw new Error(message.reason);
      this.#take(message);
    }
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
    this.answer(command.transaction, command);
  }
}
