import type { Clock } from "net/clock.ts";
import type { Datagrams, UdpSocket } from "net/udp.ts";
import { microseconds } from "./environment.ts";
import type { Bytes } from "./wire/packet.ts";
import type { Connection } from "./wire/transfer/connection.ts";
import { type Statistics, statisticsOf } from "./wire/transfer/statistics.ts";

/** What a link tells its owner. */
export interface Ends {
  /** Sends packets to the peer. */
  send(datagrams: Datagrams): void;
  /** A payload has come. */
  delivered(payload: Bytes): void;
  /** A packet was wrong. */
  malformed(reason: string): void;
  /** The connection is over: told once. */
  ended(reason: string): void;
}

/** What packets of all connections are laid into, one connection after the other. */
const arena = new Uint8Array(256 * 1024);

/** Bytes for the packets of a connection whose socket hands them to the kernel before anything else happens. */
export function lentBy({ native }: UdpSocket): Bytes | undefined {
  return native ? arena : undefined;
}

/** Keeps a connection going: its time, its packets, its end. */
export class Link {
  #cancel: (() => void) | undefined;
  /** When the timer fires, in microseconds. */
  #armedAt = Infinity;
  #over = false;
  readonly #fire = () => {
    this.#cancel = undefined;
    this.#armedAt = Infinity;
    const now = microseconds(this.clock);
    if (this.connection.deadline <= now) this.connection.timeout(now);
    this.#drain();
  };

  constructor(
    readonly connection: Connection,
    private readonly clock: Clock,
    private readonly ends: Ends,
  ) {
    this.#drain();
  }

  get statistics(): Statistics {
    return statisticsOf(this.connection, microseconds(this.clock));
  }

  /** Milliseconds that packets have waited, none being sent meanwhile. */
  get stalled(): number {
    return this.connection.sender.stalled(microseconds(this.clock)) / 1000;
  }

  /** Takes a packet, whose bytes are the link's from now on. */
  receive(packet: Bytes): void {
    if (this.#over) return;
    this.connection.receive(packet, microseconds(this.clock));
    this.#drain();
  }

  /** Sends a block; false where there is no room. */
  send(block: Uint8Array): boolean {
    if (this.#over) return true;
    const sent = this.connection.send(block, microseconds(this.clock));
    this.#drain();
    return sent;
  }

  /** Says goodbye, and is over; nothing is told of it. */
  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.connection.shutdown(microseconds(this.clock));
    for (const packets of this.connection.take()) this.ends.send(packets);
    this.#cancel?.();
  }

  #drain(): void {
    const { connection, ends } = this;
    for (const packets of connection.take()) ends.send(packets);
    for (const reason of connection.takeFaults()) ends.malformed(reason);
    for (const payload of connection.takeDelivered()) {
      if (!this.#over) ends.delivered(payload);
    }
    if (this.#over) return;
    if (connection.ended === undefined) return this.#arm();
    this.#over = true;
    this.#cancel?.();
    ends.ended(connection.ended);
  }

  /** A timer that fires too early costs less than one that is set anew with each packet. */
  #arm(): void {
    const { deadline } = this.connection;
    if (deadline >= this.#armedAt) return;
    this.#cancel?.();
    this.#armedAt = deadline;
    const wait = Math.ceil((deadline - microseconds(this.clock)) / 1000);
    this.#cancel = this.clock.setTimer(this.#fire, Math.max(0, wait));
  }
}
