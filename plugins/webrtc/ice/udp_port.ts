import { isMalformed } from "media/malformed.ts";
import type { Datagrams, UdpDestination, UdpGroup, UdpSocket } from "net/udp.ts";
import { BINDING_REQUEST, isStun, parseStun, readMapped, USERNAME } from "../wire/stun.ts";
import { BINDING_SUCCESS, type StunMessage, writeStun, XOR_MAPPED_ADDRESS } from "../wire/stun.ts";
import { randomTransaction } from "./credentials.ts";
import type { Place } from "./hosts.ts";
import { ipText } from "./ip.ts";
import { type Listener, type Port, ufragsOf, type Way } from "./way.ts";

type Receive = (bytes: Uint8Array<ArrayBuffer>, start: number, end: number) => void;

/** Bytes of the kernel's receive buffer where nothing is said: key frames of many peers at once. */
export const RECEIVE_BUFFER = 4 << 20;

/** One UDP socket that many peers share: told apart by the user name of their checks, then by their address. */
export class UdpPort implements Port {
  readonly #listeners = new Map<string, Listener>();
  readonly #accepted = new Map<string, Listener>();
  readonly #diverted = new Map<string, Receive>();
  /** Our own questions to STUN servers, by transaction. */
  readonly #questions = new Map<string, (answer: StunMessage) => void>();
  #socket: UdpSocket | undefined;

  /** `hostname`: the address that it is bound to; empty for all. */
  constructor(private readonly hostname = "") {}

  /** Uses the socket from now on, which hands everything to `received`. */
  use(socket: UdpSocket): void {
    this.#socket = socket;
  }

  /** Where it is bound. */
  get place(): Place {
    return { hostname: this.hostname, port: this.#socket!.port };
  }

  listen(ufrag: string, listener: Listener): () => void {
    this.#listeners.set(ufrag, listener);
    return () => this.#listeners.delete(ufrag);
  }

  accept(way: Way, listener: Listener): () => void {
    const key = keyOf(way.ip, way.port);
    if (way.protocol === "tcp" || way.via) return () => {};
    this.#accepted.set(key, listener);
    return () => {
      if (this.#accepted.get(key) === listener) this.#accepted.delete(key);
    };
  }

  /** A way to an address, from this port. */
  reach(ip: string, port: number): Way {
    return new UdpWay(this.#socket!, ip, port);
  }

  /** Sends one datagram, to a server. */
  send(bytes: Uint8Array<ArrayBuffer>, to: Deno.NetAddr): void {
    this.#socket!.send(bytes, to);
  }

  /** Hands what comes from a server to `receive`; returns the undo. */
  divert({ hostname, port }: Deno.NetAddr, receive: Receive): () => void {
    const key = keyOf(hostname, port);
    this.#diverted.set(key, receive);
    return () => this.#diverted.delete(key);
  }

  /** A datagram reached the socket. */
  received(
    bytes: Uint8Array<ArrayBuffer>,
    start: number,
    end: number,
    from: Deno.NetAddr,
  ): void {
    const stun = isStun(bytes, start, end), key = keyOf(from.hostname, from.port);
    if (stun && this.#answered(bytes.subarray(start, end))) return;
    const diverted = this.#diverted.get(key);
    if (diverted) diverted(bytes, start, end);
    else if (stun) this.#stun(bytes.subarray(start, end), from);
    else this.#accepted.get(key)?.received(bytes, start, end);
  }

  /** Asks a STUN server for the address that it sees; undefined where it says none in time. */
  mapped(
    server: Deno.NetAddr,
    signal: AbortSignal,
  ): Promise<{ ip: string; port: number } | undefined> {
    const transaction = randomTransaction();
    const question = writeStun(BINDING_REQUEST, transaction, []);
    return new Promise((resolve) => {
      const ask = () => this.#socket!.send(question, server), again = setInterval(ask, 500);
      const end = (answer?: { ip: string; port: number }) => {
        clearInterval(again);
        signal.removeEventListener("abort", stop);
        this.#questions.delete(transaction);
        resolve(answer);
      };
      const stop = () => end();
      signal.addEventListener("abort", stop);
      this.#questions.set(transaction, ({ type, attributes }) => {
        const value = type === BINDING_SUCCESS && attributes.get(XOR_MAPPED_ADDRESS);
        const address = value && readMapped(value, transaction);
        if (address) end({ ip: ipText(address.ip), port: address.port });
      });
      if (signal.aborted) end();
      else ask();
    });
  }

  /** Whether it is the answer to a question of ours. */
  #answered(bytes: Uint8Array): boolean {
    if (this.#questions.size === 0) return false;
    const message = parseStun(bytes);
    const question = isMalformed(message) ? undefined : this.#questions.get(message.transaction);
    question?.(message as StunMessage);
    return question !== undefined;
  }

  #stun(bytes: Uint8Array<ArrayBuffer>, from: Deno.NetAddr): void {
    const message = parseStun(bytes);
    if (isMalformed(message)) return;
    const [own] = ufragsOf(message.attributes.get(USERNAME));
    const listener = message.type === BINDING_REQUEST
      ? this.#listeners.get(own)
      : this.#accepted.get(keyOf(from.hostname, from.port)) ?? this.#asker(message.transaction);
    listener?.stun(bytes, this.reach(from.hostname, from.port));
  }

  /** Answers to first checks come from addresses that nobody has been heard from yet. */
  #asker(transaction: string): Listener | undefined {
    for (const listener of this.#listeners.values()) {
      if (listener.asked(transaction)) return listener;
    }
    return undefined;
  }
}

class UdpWay implements Way {
  readonly protocol = "udp";
  readonly copies: boolean;
  readonly #to: Deno.NetAddr;
  #group: UdpGroup | undefined;
  #destination: UdpDestination | undefined;

  constructor(private readonly socket: UdpSocket, readonly ip: string, readonly port: number) {
    this.copies = socket.native;
    this.#to = { transport: "udp", hostname: ip, port };
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.socket.send(bytes, this.#to);
  }

  sendAll(datagrams: Datagrams): number {
    if (!this.#group) {
      this.#group = this.socket.group();
      this.#destination = this.#group.add(this.#to);
    }
    const before = this.#destination!.dropped;
    this.#group.send(datagrams);
    return this.#destination!.dropped - before;
  }

  close(): void {
    this.#group?.close();
  }
}

function keyOf(ip: string, port: number): string {
  return `${ip} ${port}`;
}
