import { WriteQueue } from "core/mod.ts";
import { readU16, writeU16 } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { peerIp } from "net/address.ts";
import type { Clock } from "net/clock.ts";
import type { TcpConn } from "net/tcp.ts";
import type { Datagrams } from "net/udp.ts";
import { BINDING_REQUEST, isStun, parseStun, USERNAME } from "../wire/stun.ts";
import type { Place } from "./hosts.ts";
import { type Listener, type Port, ufragsOf, type Way } from "./way.ts";

/** Bytes that are read at once, and of the largest frame (RFC 4571). */
const BUFFER = 65536 + 2;
/** Milliseconds for a connection to show whose it is, and for one write. */
const FIRST_FRAME = 10_000, WRITE = 10_000;

export interface TcpPortOptions {
  readonly clock: Clock;
  /** Packets that may wait for one peer. */
  readonly queueSize: () => number;
}

/** Connections of peers (RFC 6544, passive): told apart by the user name of their first check. */
export class TcpPort implements Port {
  readonly #listeners = new Map<string, Listener>();
  readonly #ways = new Set<TcpWay>();

  /** Where connections are accepted. */
  place: Place = { hostname: "", port: 0 };

  constructor(private readonly options: TcpPortOptions) {}

  listen(ufrag: string, listener: Listener): () => void {
    this.#listeners.set(ufrag, listener);
    return () => this.#listeners.delete(ufrag);
  }

  accept(way: Way, listener: Listener): () => void {
    if (way instanceof TcpWay) way.listener = listener;
    return () => {};
  }

  /** Serves a connection until it ends. */
  async serve(conn: TcpConn): Promise<void> {
    const { clock, queueSize } = this.options, way = new TcpWay(conn, clock, queueSize());
    this.#ways.add(way);
    const cancel = clock.setTimer(() => way.listener ?? way.close(), FIRST_FRAME);
    try {
      await this.#read(conn, way);
    } catch {
      // Its end is all there is to it.
    } finally {
      cancel();
      this.#ways.delete(way);
      way.close();
      way.listener?.lost(way);
    }
  }

  close(): void {
    for (const way of this.#ways) way.close();
  }

  async #read(conn: TcpConn, way: TcpWay): Promise<void> {
    const buffer = new Uint8Array(BUFFER);
    for (let used = 0;;) {
      const count = await conn.read(buffer.subarray(used));
      if (count === null) return;
      used += count;
      let at = 0;
      while (at + 2 <= used) {
        const end = at + 2 + readU16(buffer, at);
        if (end > used) break;
        if (!this.#frame(buffer.slice(at + 2, end), way)) return;
        at = end;
      }
      buffer.copyWithin(0, at, used);
      used -= at;
    }
  }

  /** False where it does not belong to anybody. */
  #frame(bytes: Uint8Array<ArrayBuffer>, way: TcpWay): boolean {
    if (!isStun(bytes, 0, bytes.length)) {
      way.listener?.received(bytes, 0, bytes.length);
      return way.listener !== undefined;
    }
    const message = parseStun(bytes);
    if (isMalformed(message)) return way.listener !== undefined;
    const [own] = ufragsOf(message.attributes.get(USERNAME));
    const named = message.type === BINDING_REQUEST ? this.#listeners.get(own) : undefined;
    (named ?? way.listener)?.stun(bytes, way);
    return named !== undefined || way.listener !== undefined;
  }
}

class TcpWay implements Way {
  readonly protocol = "tcp";
  readonly copies = true;
  readonly ip: string;
  readonly port: number;
  listener: Listener | undefined;
  readonly #queue: WriteQueue;
  #closed = false;

  constructor(private readonly conn: TcpConn, clock: Clock, queueSize: number) {
    this.ip = peerIp(conn.remoteAddr);
    this.port = conn.remoteAddr.port;
    this.#queue = new WriteQueue(conn, queueSize, () => clock.now(), () => this.close());
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#push({ bytes, offsets: [0], sizes: [bytes.length] }, 0);
  }

  sendAll(datagrams: Datagrams): number {
    if (this.#queue.stalled > WRITE) this.close();
    const { length } = datagrams.sizes;
    return this.#push(datagrams, length) ? 0 : length;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.close();
    this.conn.close();
  }

  #push({ bytes, offsets, sizes }: Datagrams, packets: number): boolean {
    const out = new Uint8Array(sizes.reduce((sum, size) => sum + 2 + size, 0));
    let at = 0;
    for (let i = 0; i < sizes.length; i++) {
      writeU16(out, at, sizes[i]);
      out.set(bytes.subarray(offsets[i], offsets[i] + sizes[i]), at + 2);
      at += 2 + sizes[i];
    }
    return this.#queue.push(out, packets);
  }
}
