import { type Logger, messageOf, WriteQueue } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { formatPeer, peerIp } from "net/address.ts";
import type { RtspServer } from "./server.ts";
import type { Session } from "./session.ts";
import { type Answer, header, type Request, writeAnswer } from "./wire/message.ts";
import { type Frame, Receiver } from "./wire/receiver.ts";

/** What answers are signed with; clients and tests know servers of this family by it. */
const SERVER = "gortsplib";

/** Buffer sizes in bytes: of a connection that only sends requests, and of one that publishes. */
const SMALL_BUFFER = 2048, LARGE_BUFFER = 128 * 1024;

/** An answer, and whether the connection ends behind it. */
export interface Reply extends Answer {
  readonly close?: string;
  /** Runs once the answer is queued: media follow it, never overtake it. */
  after?(): void;
}

/** A refusal that ends the connection. */
export function refuse(status: number, reason: string): Reply {
  return { status, close: reason };
}

/** One TCP connection of the RTSP server: reads requests and frames, writes answers and media in one queue. */
export class Conn {
  readonly id = crypto.randomUUID();
  /** Of the Digest challenges on this connection. */
  readonly nonce = crypto.randomUUID().replaceAll("-", "");
  readonly created = new Date();
  readonly peer: string;
  readonly ip: string;
  readonly log: Logger;
  readonly queue: WriteQueue;
  /** The session that was set up or last used here. */
  session: Session | undefined;
  /** When bytes last came, on the clock of the server. */
  lastRead: number;
  inboundBytes = 0;
  readonly #receiver = new Receiver(SMALL_BUFFER);
  #closeReason: string | undefined;

  constructor(readonly server: RtspServer, private readonly socket: Deno.Conn) {
    this.peer = formatPeer(socket.remoteAddr);
    this.ip = peerIp(socket.remoteAddr);
    this.log = server.log.child(`conn ${this.peer}`);
    this.lastRead = server.clock.now();
    const { writeQueueSize } = server.config;
    this.queue = new WriteQueue(
      socket,
      writeQueueSize,
      () => server.clock.now(),
      (error) => this.close(messageOf(error)),
    );
  }

  /** Serves the connection until it ends. Never rejects. */
  async run(): Promise<void> {
    this.log.info("opened");
    this.server.opened(this);
    let reason = "EOF";
    try {
      while (await this.#read());
    } catch (error) {
      reason = messageOf(error);
    }
    this.close(reason);
    this.session?.connectionLost(this);
    this.server.closed(this);
    this.log.info(`closed: ${this.#closeReason}`);
  }

  /** Ends the connection, a write under way included. The first reason given is the one that is logged. */
  close(reason: string): void {
    if (this.#closeReason !== undefined) return;
    this.#closeReason = reason;
    this.queue.close();
    this.socket.close();
  }

  /** Expects media from now on. */
  expectMedia(): void {
    this.#receiver.resize(LARGE_BUFFER);
  }

  /** Called about once a second: ends the connection when a write or, without a session, the client takes too long. */
  sweep(now: number): void {
    const { writeTimeout } = this.server.config;
    if (this.queue.stalled > writeTimeout) this.close("write timed out");
    else if (!this.session && now - this.lastRead > this.server.idleTimeout) {
      this.close("timed out");
    }
  }

  async #read(): Promise<boolean> {
    const count = await this.socket.read(this.#receiver.space());
    if (count === null || this.#closeReason !== undefined) return false;
    this.#receiver.received(count);
    this.inboundBytes += count;
    this.lastRead = this.server.clock.now();
    for (let element; (element = this.#receiver.next()) !== undefined;) {
      if (element instanceof Malformed) throw new Error(element.reason);
      if (element.kind === "frame") this.#frame(element);
      else if (element.kind === "request" && !await this.#request(element)) return false;
    }
    this.session?.readEnded();
    return true;
  }

  #frame(frame: Frame): void {
    this.session?.frame(frame.channel, frame.bytes, frame.start, frame.end);
  }

  async #request(request: Request): Promise<boolean> {
    const reply = await this.server.handle(this, request);
    if (this.#closeReason !== undefined) return false;
    if (!reply) {
      this.close(`unhandled method '${request.method}'`);
      return false;
    }
    this.queue.push(writeAnswer(reply, header(request, "cseq"), SERVER), 0);
    reply.after?.();
    if (reply.close === undefined) return true;
    await this.queue.drain();
    this.close(reply.close);
    return false;
  }
}
