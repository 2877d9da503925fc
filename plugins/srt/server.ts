import { type Context, Dumps, listed, type Logger, messageOf, random32 } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { every } from "net/clock.ts";
import { formatPeer } from "net/address.ts";
import { openUdp, type UdpOptions, type UdpSocket } from "net/udp.ts";
import { Cookies } from "./ciphers.ts";
import type { SrtConfig } from "./config.ts";
import { Conn } from "./conn.ts";
import { type Environment, microseconds } from "./environment.ts";
import { connMetrics, connSchema, viewConn } from "./session/view.ts";
import { REASONS } from "./wire/handshake.ts";
import { answerCaller, type ConnectionRequest, refuse } from "./wire/opening/listener.ts";
import { type Bytes, destinationOf, HANDSHAKE, HEADER, readPacket } from "./wire/packet.ts";

/** Milliseconds between two looks at who has been silent or stuck for too long. */
const SWEEP_INTERVAL = 1000;
/** Connections that wait to be let in. */
const MOST_WAITING = 1024;

/** The SRT server: all of its connections have one socket. */
export class SrtServer implements Environment {
  readonly log: Logger;
  readonly socket: UdpSocket;
  readonly #cookies = new Cookies();
  readonly #conns = new Map<string, Conn>();
  readonly #bySocket = new Map<number, Conn>();
  /** By the address of the client and the number of its socket. */
  readonly #byCaller = new Map<string, Conn>();
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly context: Context<SrtConfig>) {
    this.log = context.logAs("SRT");
    this.socket = this.#open();
    context.defer(() => this.#close());
    context.sessions.add(listed("srtConn", "srtconns", this.#conns, {
      metrics: connMetrics,
      schema: connSchema,
      view: viewConn,
      kick: (conn) => conn.close("kicked by an operator"),
    }));
    this.log.info(`started with listener on ${this.config.srtAddress} (UDP/SRT)`);
    context.defer(every(context.clock, SWEEP_INTERVAL, () => this.#sweep()));
  }

  get clock() {
    return this.context.clock;
  }

  get config(): SrtConfig {
    return this.context.config;
  }

  get paths() {
    return this.context.paths;
  }

  #open(): UdpSocket {
    const { srtAddress, udpReadBufferSize, dumpPackets } = this.config;
    const options: UdpOptions = {
      receiveBuffer: udpReadBufferSize,
      received: (bytes, start, end, from) => this.#received(bytes.subarray(start, end), from),
      failed: (error) => this.log.error(`cannot receive: ${messageOf(error)}`),
    };
    if (!dumpPackets) return openUdp(srtAddress, options);
    const dumps = new Dumps(this.clock, this.log);
    this.context.defer(() => dumps.close());
    return dumps.udp("srt_server", srtAddress, options);
  }

  #received(packet: Bytes, from: Deno.NetAddr): void {
    if (packet.length < HEADER) return;
    const socket = destinationOf(packet);
    if (socket === 0) this.#knocked(packet, from);
    else this.#bySocket.get(socket)?.receive(packet, from);
  }

  /** A packet of somebody who has no connection yet. */
  #knocked(bytes: Bytes, from: Deno.NetAddr): void {
    const packet = readPacket(bytes), peer = formatPeer(from), now = this.clock.now();
    if (packet instanceof Malformed || packet.kind === "data" || packet.type !== HANDSHAKE) return;
    const cookie = this.#cookies.cookie(peer, now);
    const answer = answerCaller(
      packet,
      microseconds(this.clock),
      cookie,
      (cookie) => this.#cookies.is(cookie, peer, now),
    );
    if (answer instanceof Malformed) return;
    if (answer.kind === "answer") this.socket.send(answer.packet, from);
    else this.#requested(answer.request, from, peer);
  }

  #requested(request: ConnectionRequest, from: Deno.NetAddr, peer: string): void {
    const caller = `${peer} ${request.handshake.socket}`, known = this.#byCaller.get(caller);
    if (known) return known.repeated();
    if (this.#waiting() >= MOST_WAITING) {
      return this.socket.send(refuse(request.handshake, REASONS.resource), from);
    }
    const conn = new Conn(this, this.#number(), request, from);
    const running = this.#serve(conn, caller).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #waiting(): number {
    if (this.#conns.size < MOST_WAITING) return 0;
    return this.#conns.values().reduce((sum, { role }) => role ? sum : sum + 1, 0);
  }

  async #serve(conn: Conn, caller: string): Promise<void> {
    const { id, type, log, socket } = conn, event = { type, id, log };
    log.info("opened");
    this.#conns.set(id, conn);
    this.#bySocket.set(socket, conn);
    this.#byCaller.set(caller, conn);
    this.context.hooks.notify("connOpened", event);
    log.info(`closed: ${await conn.run()}`);
    this.#conns.delete(id);
    this.#bySocket.delete(socket);
    this.#byCaller.delete(caller);
    this.context.hooks.notify("connClosed", event);
  }

  /** A number of a socket that is nobody's. */
  #number(): number {
    for (;;) {
      const number = random32() & 0x3fff_ffff;
      if (number !== 0 && !this.#bySocket.has(number)) return number;
    }
  }

  #sweep(): void {
    const now = this.clock.now();
    for (const conn of [...this.#conns.values()]) conn.sweep(now);
  }

  async #close(): Promise<void> {
    for (const conn of [...this.#conns.values()]) conn.close("terminated");
    await Promise.all(this.#running);
    await this.socket.close();
  }
}
