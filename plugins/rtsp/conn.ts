import { type Logger, messageOf, type ServedConn, type Stream, WriteQueue } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { formatPeer, peerIp } from "net/address.ts";
import { type Environment, IDLE_TIMEOUT } from "./environment.ts";
import { type Answer, header, type Request, writeAnswer } from "./wire/message.ts";
import type { KeyPeriod } from "./secure/key_period.ts";
import type { Door } from "./tunnel/door.ts";
import { type Frame, Receiver } from "./wire/receiver.ts";
import type { TunnelKind } from "./wire/tunnel/head.ts";

/** What answers are signed with; clients know servers of this family by it. */
const SERVER = "gortsplib";

/** Buffer sizes in bytes: of a connection that only sends requests, and of one that publishes. */
const SMALL_BUFFER = 2048, LARGE_BUFFER = 128 * 1024;

/** An answer, and what becomes of the connection. */
export interface Reply extends Answer {
  /** Ends the connection behind the answer, for this reason. */
  readonly close?: string;
  /** Runs once the answer is queued: media follow it, never overtake it. */
  after?(): void;
}

/** A refusal that ends the connection. */
export function refuse(status: number, reason: string): Reply {
  return { status, close: reason };
}

/** What a connection needs of the session that is bound to it. */
export interface BoundSession {
  /** A frame of interleaved data. */
  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Everything that was read at once has been handed over. */
  readEnded(): void;
  connectionLost(conn: Conn): void;
}

/** Who answers a connection's requests. */
export interface ConnOwner extends Environment {
  /** The reply; undefined for an unknown method. */
  answer(conn: Conn, request: Request): Promise<Reply | undefined>;
}

/** One TCP connection of the RTSP server: reads requests and frames, writes answers and media in one queue. */
export class Conn implements ServedConn {
  readonly id = crypto.randomUUID();
  readonly type: string;
  /** Of the Digest challenges on this connection. */
  readonly nonce = crypto.randomUUID().replaceAll("-", "");
  readonly created = new Date();
  readonly peer: string;
  readonly ip: string;
  readonly log: Logger;
  readonly queue: WriteQueue;
  /** The session that was set up or last used here. */
  session: BoundSession | undefined;
  inboundBytes = 0;
  #lastRead: number;
  #closeReason: string | undefined;
  /** The keys that its client was told of a stream, and what lets go of them. */
  #told: { readonly period: KeyPeriod; readonly release: () => void } | undefined;
  readonly #receiver = new Receiver(SMALL_BUFFER);

  constructor(private readonly owner: ConnOwner, private readonly socket: Door) {
    const { clock, config, log, secure } = owner;
    this.type = secure ? "rtspsConn" : "rtspConn";
    this.peer = formatPeer(socket.remoteAddr);
    this.ip = peerIp(socket.remoteAddr);
    this.log = log.child(`conn ${this.peer}`);
    this.#lastRead = clock.now();
    const broken = (error: unknown) => this.close(messageOf(error));
    this.queue = new WriteQueue(socket, config.writeQueueSize, () => clock.now(), broken);
  }

  /** What RTSP travels in here. */
  get tunnel(): TunnelKind {
    return this.socket.kind;
  }

  async run(): Promise<string> {
    let reason = "EOF";
    try {
      while (await this.#read());
    } catch (error) {
      reason = messageOf(error);
    }
    this.close(reason);
    this.session?.connectionLost(this);
    return this.#closeReason!;
  }

  /** Ends the connection, a write under way included. The first reason given is the one that is logged. */
  close(reason: string): void {
    if (this.#closeReason !== undefined) return;
    this.#closeReason = reason;
    this.#told?.release();
    this.queue.close();
    this.socket.close();
  }

  /** Tells the client keys of a stream, which then are kept for it; returns them. */
  tell(period: KeyPeriod): KeyPeriod {
    if (this.#closeReason !== undefined) return period;
    const before = this.#told;
    this.#told = { period, release: period.hold() };
    before?.release();
    return period;
  }

  /** The keys of a stream that the client was told, if it was. */
  toldOf(stream: Stream): KeyPeriod | undefined {
    return this.#told?.period.stream === stream ? this.#told.period : undefined;
  }

  /** Expects media from now on. */
  expectMedia(): void {
    this.#receiver.resize(LARGE_BUFFER);
  }

  /** Called about once a second: ends the connection when a write, or a client without a session, takes too long. */
  sweep(now: number): void {
    if (this.queue.stalled > this.owner.config.writeTimeout) this.close("write timed out");
    else if (!this.session && now - this.#lastRead > IDLE_TIMEOUT) this.close("timed out");
  }

  async #read(): Promise<boolean> {
    const count = await this.socket.read(this.#receiver.space());
    if (count === null || this.#closeReason !== undefined) return false;
    this.#receiver.received(count);
    this.inboundBytes += count;
    this.#lastRead = this.owner.clock.now();
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
    const reply = await this.owner.answer(this, request);
    if (this.#closeReason !== undefined) return false;
    if (!reply) {
      this.close(`unknown method '${request.method}'`);
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
