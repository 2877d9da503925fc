import { amfObject, type AmfValue } from "media/amf/value.ts";
import { isMalformed } from "media/malformed.ts";
import { acceptServer, readFully } from "../../../plugins/rtmp/handshake.ts";
import { ChunkReader } from "../../../plugins/rtmp/wire/chunk_reader.ts";
import { writeChunks } from "../../../plugins/rtmp/wire/chunk_writer.ts";
import {
  isCommand,
  readCommand,
  textOf,
  writeCommand,
  writeData,
} from "../../../plugins/rtmp/wire/command.ts";
import { writeChunkSize } from "../../../plugins/rtmp/wire/control.ts";
import { CHANNELS, type Message, VIDEO } from "../../../plugins/rtmp/wire/message.ts";
import { writeAll } from "../fanout/client.ts";

/** Bytes of read buffers: a frame of the stream fits several times; of a message; of the chunks that are sent. */
const BUFFER = 128 * 1024, MESSAGE = 1 << 20, CHUNK = 65_536;

/** An RTMP client of any server. */
export class Client {
  readonly #reader = new ChunkReader(BUFFER, MESSAGE);
  #stream = 0;

  private constructor(readonly conn: Deno.Conn) {}

  /** Connects to `rtmp://host:port/app/name` and creates a stream; resolves with the client and `name`. */
  static async connect(url: string): Promise<[client: Client, name: string]> {
    const { hostname, port, pathname } = new URL(url.replace(/^rtmp/, "http"));
    const [, app, name] = pathname.split("/");
    const conn = await Deno.connect({ hostname, port: Number(port) });
    conn.setNoDelay(true);
    const client = new Client(conn);
    await acceptServer({
      read: (size) => readFully(conn, new Uint8Array(size)),
      write: (bytes) => void writeAll(conn, bytes),
    });
    await writeAll(conn, writeChunkSize(CHUNK));
    const tcUrl = `rtmp://${hostname}:${port}/${app}`;
    await client.#command(0, "connect", 1, amfObject({ app, tcUrl, flashVer: "LNX 9,0,124,2" }));
    await client.#answer("_result");
    await client.#command(0, "createStream", 2, null);
    client.#stream = Number(await client.#answer("_result"));
    return [client, name];
  }

  /** Publishes one track of H264. */
  async publish(name: string): Promise<void> {
    await this.#command(this.#stream, "publish", 3, null, name, "live");
    await this.#granted();
    const metadata = amfObject({ videocodecid: 7, width: 640, height: 360 });
    const told = writeData(this.#stream, CHUNK, "@setDataFrame", "onMetaData", metadata);
    await writeAll(this.conn, told);
  }

  async play(name: string): Promise<void> {
    await this.#command(this.#stream, "play", 4, null, name);
    await this.#granted();
  }

  /** Sends the body of a video message. */
  send(body: Uint8Array, timestamp: number): Promise<void> {
    const message = { type: VIDEO, stream: this.#stream, timestamp, parts: [body] };
    return writeAll(this.conn, writeChunks(message, CHANNELS.video, CHUNK));
  }

  /** Hands on every message until the connection ends. */
  async receive(take: (message: Message) => void): Promise<void> {
    for (let message; (message = await this.#next());) take(message);
  }

  async #command(stream: number, ...values: AmfValue[]): Promise<void> {
    await writeAll(this.conn, writeCommand(stream, CHUNK, ...values));
  }

  async #granted(): Promise<void> {
    const info = await this.#answer("onStatus");
    if (textOf(info, "level") === "error") throw new Error(`refused: ${textOf(info, "code")}`);
  }

  /** The first argument of the next command of that name. */
  async #answer(name: string): Promise<AmfValue> {
    for (let message; (message = await this.#next());) {
      const command = isCommand(message) ? readCommand(message) : undefined;
      if (isMalformed(command)) throw new Error(command.reason);
      if (command?.name === "_error") throw new Error(`the server refuses to go on to ${name}`);
      if (command?.name === name) return command.arguments[0];
    }
    throw new Error("the server closed");
  }

  async #next(): Promise<Message | undefined> {
    for (;;) {
      const message = this.#reader.next();
      if (isMalformed(message)) throw new Error(message.reason);
      if (message) return message;
      const count = await this.conn.read(this.#reader.space());
      if (count === null) return undefined;
      this.#reader.received(count);
    }
  }
}
