import { amfObject, type AmfValue } from "media/amf/value.ts";
import { isMalformed } from "media/malformed.ts";
import { ChunkReader } from "../../plugins/rtmp/wire/chunk_reader.ts";
import { writeChunks } from "../../plugins/rtmp/wire/chunk_writer.ts";
import {
  type Command,
  isCommand,
  readCommand,
  textOf,
  writeCommand,
} from "../../plugins/rtmp/wire/command.ts";
import { BLOCK } from "../../plugins/rtmp/wire/handshake.ts";
import type { Message } from "../../plugins/rtmp/wire/message.ts";

/** Milliseconds that anything may take. */
const PATIENCE = 10_000;
const CHUNK_SIZE = 128;

/** An RTMP client that says exactly what a test tells it to, right or wrong. Closed when it goes out of scope. */
export class RtmpClient implements Disposable {
  /** Everything that was sent to it, but for commands. */
  readonly messages: Message[] = [];
  readonly commands: Command[] = [];
  readonly #reader = new ChunkReader(65536, 16 * 1024 * 1024);
  #reading: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};
  #ended = false;
  #transaction = 0;

  private constructor(private readonly conn: Deno.Conn) {}

  /**
   * Connects by TCP, or by TLS where certificates are given, and shakes hands. `deaf`: it never reads behind that;
   * `before`: what it sends before.
   */
  static async connect(
    port: number,
    { ca, deaf = false, before }: { ca?: string; deaf?: boolean; before?: Uint8Array } = {},
  ): Promise<RtmpClient> {
    const to = { hostname: "127.0.0.1", port };
    const conn = ca === undefined
      ? await Deno.connect(to)
      : await Deno.connectTls({ ...to, caCerts: [ca] });
    if ("setNoDelay" in conn) conn.setNoDelay(true);
    const client = new RtmpClient(conn);
    if (before) await client.send(before);
    const greeting = new Uint8Array(1 + BLOCK);
    greeting[0] = 3;
    await client.send(greeting);
    const answer = new Uint8Array(1 + 2 * BLOCK);
    for (let at = 0; at < answer.length;) {
      const count = await conn.read(answer.subarray(at)).catch(() => null);
      if (count === null) {
        client.close();
        throw new Error("the connection ended within the handshake");
      }
      at += count;
    }
    await client.send(answer.subarray(1, 1 + BLOCK));
    if (!deaf) client.#reading = client.#read();
    return client;
  }

  /** Sends anything; harmless where the server has closed already. */
  async send(bytes: Uint8Array): Promise<void> {
    try {
      for (let rest = bytes; rest.length > 0;) {
        rest = rest.subarray(await this.conn.write(rest));
      }
    } catch {
      // What the server has said before it closed is still to be read.
    }
  }

  /** Sends a message with media, or anything else, on message stream 1. */
  async message(type: number, timestamp: number, body: Uint8Array, channel = 6): Promise<void> {
    const message = { type, stream: 1, timestamp, parts: [body] };
    await this.send(writeChunks(message, channel, CHUNK_SIZE));
  }

  /** Sends a command that wants an answer, and gives that: `_result`, `_error`. */
  async ask(name: string, ...values: AmfValue[]): Promise<Command> {
    const transaction = ++this.#transaction;
    await this.send(writeCommand(0, CHUNK_SIZE, name, transaction, ...values));
    return await this.until(
      () => this.commands.find((command) => command.transaction === transaction),
      `an answer to ${name}`,
    );
  }

  /** Sends a command on message stream 1. */
  async tell(name: string, ...values: AmfValue[]): Promise<void> {
    await this.send(writeCommand(1, CHUNK_SIZE, name, 0, null, ...values));
  }

  /** `connect` to an application, with further properties. */
  async open(app: string, more: Readonly<Record<string, AmfValue>> = {}): Promise<void> {
    const tcUrl = `rtmp://127.0.0.1/${app}`;
    const { name } = await this.ask(
      "connect",
      amfObject({ app, tcUrl, flashVer: "test", ...more }),
    );
    if (name !== "_result") throw new Error(`connect: ${name}`);
    await this.ask("createStream", null);
  }

  /** The code of the first status behind those that were given already. */
  async status(): Promise<string> {
    const found = await this.until(() => {
      const at = this.commands.findIndex(({ name }) => name === "onStatus");
      return at < 0 ? undefined : this.commands.splice(at, 1)[0];
    }, "a status");
    return textOf(found.arguments[0], "code");
  }

  /** Begins to publish, and waits until it may. */
  async publish(app: string, name: string): Promise<string> {
    await this.open(app);
    await this.tell("publish", name, "live");
    return await this.status();
  }

  /** Waits until `found` gives something; throws where the connection ends before, or it takes too long. */
  async until<T>(found: () => T | undefined, what: string): Promise<T> {
    const limit = performance.now() + PATIENCE;
    for (;;) {
      const ended = this.#ended, value = found();
      if (value !== undefined) return value;
      const left = limit - performance.now();
      if (ended || left <= 0) throw new Error(`${ended ? "ended" : "waited in vain"}: ${what}`);
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, left);
      this.#wake = resolve;
      await promise;
      clearTimeout(timer);
    }
  }

  /** Waits for the server to close. */
  async closed(): Promise<void> {
    await this.until(() => this.#ended ? true : undefined, "the end of the connection");
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // The server has closed already.
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Resolves when nothing of it is left. */
  async finished(): Promise<void> {
    this.close();
    await this.#reading;
  }

  async #read(): Promise<void> {
    try {
      for (let n; (n = await this.conn.read(this.#reader.space())) !== null;) {
        this.#reader.received(n);
        for (let message; (message = this.#reader.next()) !== undefined;) {
          if (isMalformed(message)) throw new Error(message.reason);
          this.#take(message);
        }
        this.#wake();
      }
    } catch {
      // A reset is an end as well.
    }
    this.#ended = true;
    this.#wake();
  }

  #take(message: Message): void {
    const command = isCommand(message) ? readCommand(message) : undefined;
    if (command && !isMalformed(command)) this.commands.push(command);
    else this.messages.push(message);
  }
}
