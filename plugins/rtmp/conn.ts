import { type Connection, type Logger, messageOf, type ServedConn, WriteQueue } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { formatPeer, peerIp } from "net/address.ts";
import type { Environment } from "./environment.ts";
import { acceptClient, readFully } from "./handshake.ts";
import { Link } from "./link.ts";
import { Dialogue } from "./session/dialogue.ts";
import type { Client, Role } from "./session/role.ts";
import { Socket } from "./socket.ts";
import { ChunkReader } from "./wire/chunk_reader.ts";
import { isCommand, readCommand } from "./wire/command.ts";
import type { Message } from "./wire/message.ts";

/** Bytes that are read at once: of a connection that sends commands, and of one that publishes. */
const SMALL_BUFFER = 2048, LARGE_BUFFER = 64 * 1024;
/** Bytes of a message: of one that is a command, and of one with media. */
const SMALL_MESSAGE = 64 * 1024, LARGE_MESSAGE = 16 * 1024 * 1024;

/** One TCP connection of the RTMP server: a client that publishes or reads. */
export class Conn implements Client, ServedConn {
  readonly id = crypto.randomUUID();
  readonly created = new Date();
  readonly type: string;
  readonly peer: string;
  readonly ip: string;
  readonly log: Logger;
  readonly queue: WriteQueue;
  /** Undefined until its publishing or reading was granted. */
  role: Role | undefined;
  query = "";
  userAgent = "";
  readonly #socket: Socket;
  readonly #link: Link;
  readonly #dialogue = new Dialogue(this);
  readonly #reader = new ChunkReader(SMALL_BUFFER, SMALL_MESSAGE);
  /** When what it is waited for began to be due. */
  #since: number;
  /** It waits for us. */
  #busy = false;
  #closeReason: string | undefined;

  constructor(readonly environment: Environment, conn: Connection) {
    const { clock, config, log, secure } = environment;
    this.#socket = new Socket(conn);
    this.type = secure ? "rtmpsConn" : "rtmpConn";
    this.peer = formatPeer(conn.remoteAddr);
    this.ip = peerIp(conn.remoteAddr);
    this.log = log.child(`conn ${this.peer}`);
    this.#since = clock.now();
    const broken = (error: unknown) => this.close(messageOf(error));
    this.queue = new WriteQueue(this.#socket, config.writeQueueSize, () => clock.now(), broken);
    this.#link = new Link(this.queue);
  }

  get encrypted(): boolean {
    return this.#socket.encrypted;
  }

  get inboundBytes(): number {
    return this.#link.inboundBytes;
  }

  async run(): Promise<string> {
    let reason = "EOF";
    try {
      const ciphers = await acceptClient({
        read: (size) => this.#readBlock(size),
        write: (bytes) => this.queue.push(bytes, 0),
      });
      if (ciphers) this.#socket.encrypt(ciphers);
      while (await this.#read());
    } catch (error) {
      reason = messageOf(error);
    }
    this.close(reason);
    this.endRole();
    return this.#closeReason!;
  }

  /** Ends the connection, a write under way included. The first reason given is the one that is logged. */
  close(reason: string): void {
    if (this.#closeReason !== undefined) return;
    this.#closeReason = reason;
    this.queue.close();
    this.#socket.close();
  }

  begin(role: Role): void {
    if (this.#closeReason !== undefined) throw new Error(this.#closeReason);
    this.role = role;
    this.#since = this.environment.clock.now();
    if (role.state !== "publish") return;
    this.#reader.resize(LARGE_BUFFER);
    this.#reader.limit = LARGE_MESSAGE;
  }

  endRole(): void {
    this.role?.end();
    this.role = undefined;
    this.#since = this.environment.clock.now();
  }

  /** Called about once a second: ends the connection when a write, or the client, takes too long. */
  sweep(now: number): void {
    const { readTimeout, writeTimeout } = this.environment.config;
    const allowed = this.role?.silenceAllowed ?? readTimeout;
    if (this.queue.stalled > writeTimeout) this.close("write timed out");
    else if (!this.#busy && now - this.#since > allowed) this.close("timed out");
  }

  async #readBlock(size: number): Promise<Uint8Array> {
    const block = await readFully(this.#socket, new Uint8Array(size));
    this.#link.read(size);
    return block;
  }

  async #read(): Promise<boolean> {
    const count = await this.#socket.read(this.#reader.space());
    if (count === null || this.#closeReason !== undefined) return false;
    this.#reader.received(count);
    this.#link.read(count);
    // Until it publishes or reads, all of what a client has to say is due within the time.
    if (this.role) this.#since = this.environment.clock.now();
    for (let message; (message = this.#reader.next()) !== undefined;) {
      if (message instanceof Malformed) throw new Error(message.reason);
      if (isCommand(message)) await this.#perform(message);
      else this.#take(message);
      if (this.#closeReason !== undefined) return false;
    }
    return true;
  }

  async #perform(message: Message): Promise<void> {
    const command = readCommand(message);
    if (command instanceof Malformed) throw new Error(command.reason);
    this.#busy = true;
    try {
      await this.#dialogue.perform(command);
    } finally {
      this.#busy = false;
    }
  }

  #take(message: Message): void {
    this.role?.message(message);
    this.#link.message(message);
  }
}
