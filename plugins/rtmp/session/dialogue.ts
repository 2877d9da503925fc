import { type Access, messageOf, Refusal } from "core/mod.ts";
import type { AmfValue } from "media/amf/value.ts";
import { credentialsOf } from "../credentials.ts";
import * as answers from "../wire/answers.ts";
import { FIRST_CHUNK_SIZE } from "../wire/chunk_reader.ts";
import { type Command, textOf, writeData } from "../wire/command.ts";
import { writeChunkSize } from "../wire/control.ts";
import { resourceOf } from "../wire/url.ts";
import { Playing } from "./playing.ts";
import { Publishing } from "./publishing.ts";
import type { Client } from "./role.ts";

/** Message streams that a client may create. */
const MAX_STREAMS = 16;

/** What a client told when it connected. */
interface Connected {
  readonly tcUrl: string;
  readonly app: string;
  /** The codecs it knows beyond the legacy ones (Enhanced RTMP); undefined where it named none. */
  readonly fourCcs: ReadonlySet<string> | undefined;
}

/** Commands that want nothing but an answer, and what that is. */
const COURTESIES: ReadonlyMap<string, AmfValue> = new Map<string, AmfValue>([
  ["releaseStream", undefined],
  ["FCPublish", undefined],
  ["FCSubscribe", undefined],
  ["_checkbw", undefined],
  ["getStreamLength", 0],
]);

/** The commands of one client of the server. */
export class Dialogue {
  #connected: Connected | undefined;
  #streams = 0;
  #chunkSize = FIRST_CHUNK_SIZE;
  /** Message stream that is published or played. */
  #used = 0;

  constructor(private readonly conn: Client) {}

  /** Does what a command asks for; throws, or rejects, where the connection cannot go on. */
  async perform(command: Command): Promise<void> {
    const { name } = command;
    if (name === "connect") return this.#connect(command);
    if (!this.#connected) throw new Error(`'${name.slice(0, 32)}' before 'connect'`);
    switch (name) {
      case "createStream":
        return this.#createStream(command);
      case "publish":
        return await this.#publish(command, this.#connected);
      case "play":
        return await this.#play(command, this.#connected);
      case "FCUnpublish":
        return this.conn.endRole();
      case "closeStream":
        return this.#end(command.stream);
      case "deleteStream":
        return this.#end(command.arguments[0]);
    }
    const courtesy = COURTESIES.has(name) && command.transaction !== 0;
    if (courtesy) this.#send(answers.writeResult(command, this.#chunkSize, COURTESIES.get(name)));
  }

  #connect(command: Command): void {
    if (this.#connected) throw new Error("'connect' twice");
    const { object } = command, list = object.get("fourCcList");
    this.conn.userAgent = textOf(object, "flashVer");
    const named = Array.isArray(list) ? list.filter((code) => typeof code === "string") : undefined;
    this.#connected = {
      tcUrl: textOf(object, "tcUrl"),
      app: textOf(object, "app"),
      fourCcs: named && new Set(named),
    };
    // FFmpeg's publishers spoil the message with the size when they are encrypted: those are not sent one.
    if (!this.conn.encrypted) this.#chunkSize = answers.CHUNK_SIZE;
    for (const message of answers.acceptConnection(command, this.#chunkSize)) this.#send(message);
  }

  #createStream(command: Command): void {
    if (++this.#streams > MAX_STREAMS) throw new Error(`over ${MAX_STREAMS} message streams`);
    this.#send(answers.writeResult(command, this.#chunkSize, this.#streams));
  }

  /** Clients create more streams than they use, and delete the others meanwhile. */
  #end(stream: AmfValue): void {
    if (typeof stream !== "number" || stream === 0 || stream === this.#used) this.conn.endRole();
  }

  async #publish(command: Command, connected: Connected): Promise<void> {
    const { conn } = this, { paths } = conn.environment;
    try {
      const access = await this.#authorize("publish", command, connected);
      paths.checkPublish(access);
      conn.begin(new Publishing(conn, access));
      this.#used = command.stream;
    } catch (error) {
      return await this.#refuse(command, "NetStream.Publish.Unauthorized", error);
    }
    this.#send(answers.writeStreamBegin(command.stream));
    this.#status(command, "NetStream.Publish.Start", "Publishing has begun.");
  }

  async #play(command: Command, connected: Connected): Promise<void> {
    const { conn } = this, { stream: messageStream } = command;
    let playing: Playing;
    try {
      const access = await this.#authorize("read", command, connected);
      const reading = await conn.environment.paths.read(access, conn, { quiet: true });
      try {
        playing = new Playing(conn, access, reading, messageStream, connected.fourCcs);
        conn.begin(playing);
        this.#used = messageStream;
      } catch (error) {
        reading.close();
        throw error;
      }
    } catch (error) {
      return await this.#refuse(command, "NetStream.Play.Failed", error);
    }
    this.#widen();
    this.#send(answers.writeStreamBegin(messageStream));
    this.#status(command, "NetStream.Play.Reset", "Playing is prepared.");
    this.#status(command, "NetStream.Play.Start", "Playing has begun.");
    this.#send(writeData(messageStream, answers.CHUNK_SIZE, "|RtmpSampleAccess", true, true));
    playing.start();
  }

  /** Asks core whether the client may use the path that a command names; rejects with a `Refusal`. */
  #authorize(
    action: Access["action"],
    { arguments: [name] }: Command,
    { tcUrl, app }: Connected,
  ): Promise<Access> {
    const { conn } = this, { id, ip, userAgent, log } = conn;
    if (conn.role) throw new Error(`it is already a ${conn.role.state}er`);
    const { path, query } = resourceOf(tcUrl, app, typeof name === "string" ? name : "");
    conn.query = query;
    const credentials = credentialsOf(query);
    return conn.environment.paths.authorize({
      ...{ action, path, query, protocol: "rtmp", id, ip, userAgent, credentials, log },
      cannotAsk: true,
    });
  }

  /** Media have chunks of the same size for all readers. */
  #widen(): void {
    if (this.#chunkSize === answers.CHUNK_SIZE) return;
    this.#chunkSize = answers.CHUNK_SIZE;
    this.#send(writeChunkSize(this.#chunkSize));
  }

  #status({ stream }: Command, code: string, description: string): void {
    const status = { level: "status", code, description } as const;
    this.#send(answers.writeStatus(stream, this.#chunkSize, status));
  }

  /** Tells the client, and ends the connection behind that. */
  async #refuse({ stream }: Command, code: string, error: unknown): Promise<void> {
    const { conn } = this, reason = messageOf(error);
    const secret = error instanceof Refusal && error.kind === "not authorised";
    const description = secret ? "authentication failed" : reason;
    const status = { level: "error", code, description } as const;
    this.#send(answers.writeStatus(stream, this.#chunkSize, status));
    await conn.queue.drain();
    conn.close(reason);
  }

  #send(message: Uint8Array<ArrayBuffer>): void {
    this.conn.queue.push(message, 0);
  }
}
