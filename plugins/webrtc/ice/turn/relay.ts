import { isMalformed } from "media/malformed.ts";
import { readU16, writeU16 } from "media/bytes.ts";
import type { Clock } from "net/clock.ts";
import type { Datagrams } from "net/udp.ts";
import { BINDING_REQUEST, isStun, parseStun, readMapped, USERNAME } from "../../wire/stun.ts";
import { word, writeMapped } from "../../wire/stun.ts";
import { ipBytes, ipText } from "../ip.ts";
import type { Login } from "../servers.ts";
import { type Listener, type Port, ufragsOf, type Way } from "../way.ts";
import { Requests } from "./requests.ts";

/** Methods and attributes of RFC 8656 §17, §18. */
const ALLOCATE = 0x0003, REFRESH = 0x0004, DATA = 0x0017, CHANNEL_BIND = 0x0009;
const CHANNEL_NUMBER = 0x000c, LIFETIME = 0x000d, PEER = 0x0012, CONTENT = 0x0013;
const RELAYED = 0x0016, REQUESTED_TRANSPORT = 0x0019;
const UDP = Uint8Array.of(17, 0, 0, 0);
const FIRST_CHANNEL = 0x4000, LAST_CHANNEL = 0x4fff;
/** Milliseconds after which what the server keeps for us is renewed: permissions last for five minutes. */
const RENEW = 240_000;
/** Datagrams that wait for a permission. */
const MOST_WAITING = 16;

export interface RelayOptions {
  readonly clock: Clock;
  /** Sends to the server. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  login(): Login;
  failed(reason: string): void;
}

/** An address of a TURN server that is ours (RFC 8656): one for all peers, told apart as at a port of our own. */
export class Relay implements Port {
  readonly #requests: Requests;
  readonly #listeners = new Map<string, Listener>();
  readonly #accepted = new Map<string, Listener>();
  readonly #peers = new Map<string, RelayWay>();
  readonly #byChannel = new Map<number, RelayWay>();
  #allocation: Promise<{ ip: string; port: number }> | undefined;
  #cancelTimer: () => void = () => {};
  #nextChannel = FIRST_CHANNEL;

  constructor(private readonly options: RelayOptions) {
    this.#requests = new Requests(options.send, options.login);
  }

  /** Our address there; asked for when nobody has it. Rejects where there is none to be had. */
  address(): Promise<{ ip: string; port: number }> {
    return this.#allocation ??= this.#allocate().catch((error) => {
      this.#allocation = undefined;
      throw error;
    });
  }

  listen(ufrag: string, listener: Listener): () => void {
    this.#listeners.set(ufrag, listener);
    return () => {
      this.#listeners.delete(ufrag);
      for (const [key, way] of this.#peers) if (way.ended) this.#forget(key, way);
    };
  }

  accept(way: Way, listener: Listener): () => void {
    if (way.via !== this) return () => {};
    const key = keyOf(way);
    this.#accepted.set(key, listener);
    return () => {
      if (this.#accepted.get(key) === listener) this.#accepted.delete(key);
    };
  }

  /** The way to a peer by our address there; undefined before there is one. */
  reach(ip: string, port: number): Way | undefined {
    return this.#allocation && this.#way(ip, port);
  }

  /** Something came from the server; the bytes belong to whoever it is for. */
  received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    if (bytes[start] >> 6 === 1) return this.#channelData(bytes, start, end);
    const datagram = bytes.subarray(start, end);
    if (!isStun(datagram, 0, datagram.length) || this.#requests.answered(datagram)) return;
    const message = parseStun(datagram);
    if (isMalformed(message) || message.type !== DATA) return;
    const content = message.attributes.get(CONTENT), from = message.attributes.get(PEER);
    const peer = from && readMapped(from, message.transaction);
    if (content && peer) this.#data(content.slice(), this.#way(ipText(peer.ip), peer.port));
  }

  /** Gives the address back. */
  close(): void {
    this.#cancelTimer();
    if (this.#allocation) this.#requests.farewell(REFRESH, [[LIFETIME, word(0)]]);
    this.#allocation = undefined;
  }

  async #allocate(): Promise<{ ip: string; port: number }> {
    const answer = await this.#requests.ask(ALLOCATE, () => [[REQUESTED_TRANSPORT, UDP]]);
    const value = answer.attributes.get(RELAYED);
    const relayed = value && readMapped(value, answer.transaction);
    if (!relayed) throw new Error("the TURN server has given no address");
    this.#schedule();
    return { ip: ipText(relayed.ip), port: relayed.port };
  }

  #schedule(): void {
    this.#cancelTimer = this.options.clock.setTimer(() => void this.#renew(), RENEW);
  }

  /** Where nobody uses the address, it is left to expire. */
  async #renew(): Promise<void> {
    if (this.#listeners.size === 0) return this.close();
    try {
      await this.#requests.ask(REFRESH, () => []);
      await Promise.all(this.#peers.values().map((way) => this.#bind(way)));
      this.#schedule();
    } catch (error) {
      this.#allocation = undefined;
      this.options.failed((error as Error).message);
    }
  }

  #way(ip: string, port: number): RelayWay {
    const key = `${ip} ${port}`, known = this.#peers.get(key);
    if (known) return known.reopened();
    const way: RelayWay = new RelayWay(this, ip, port, this.#nextChannel++, {
      begin: () => void this.#bind(way).then(() => way.open(), () => this.#forget(key, way)),
      send: (bytes) => this.options.send(bytes),
    });
    if (this.#nextChannel > LAST_CHANNEL) this.#nextChannel = FIRST_CHANNEL;
    this.#peers.set(key, way);
    this.#byChannel.set(way.channel, way);
    return way;
  }

  #forget(key: string, way: RelayWay): void {
    this.#peers.delete(key);
    this.#byChannel.delete(way.channel);
  }

  /** Lets the peer in, and shortens what is sent to it. */
  async #bind({ ip, port, channel }: RelayWay): Promise<void> {
    const number = new Uint8Array(4), peer = { ip: ipBytes(ip), port };
    writeU16(number, 0, channel);
    await this.#requests.ask(CHANNEL_BIND, (transaction) => [
      [CHANNEL_NUMBER, number],
      [PEER, writeMapped(peer, transaction)],
    ]);
  }

  #channelData(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const way = this.#byChannel.get(readU16(bytes, start)), size = readU16(bytes, start + 2);
    if (!way || start + 4 + size > end) return;
    this.#data(bytes.subarray(start + 4, start + 4 + size), way);
  }

  #data(bytes: Uint8Array<ArrayBuffer>, way: RelayWay): void {
    if (!isStun(bytes, 0, bytes.length)) {
      return this.#accepted.get(keyOf(way))?.received(bytes, 0, bytes.length);
    }
    const message = parseStun(bytes);
    if (isMalformed(message)) return;
    const [own] = ufragsOf(message.attributes.get(USERNAME));
    const listener = message.type === BINDING_REQUEST
      ? this.#listeners.get(own)
      : this.#accepted.get(keyOf(way)) ??
        this.#listeners.values().find((one) => one.asked(message.transaction));
    listener?.stun(bytes, way);
  }
}

/** What ways do by the relay. */
interface Server {
  /** Asks it to let the peer in. */
  begin(): void;
  send(bytes: Uint8Array<ArrayBuffer>): void;
}

class RelayWay implements Way {
  readonly protocol = "udp";
  readonly copies = true;
  ended = false;
  #begun = false;
  #open = false;
  #waiting: Uint8Array<ArrayBuffer>[] = [];

  constructor(
    readonly via: Relay,
    readonly ip: string,
    readonly port: number,
    readonly channel: number,
    private readonly server: Server,
  ) {}

  /** Somebody uses it again. */
  reopened(): this {
    this.ended = false;
    return this;
  }

  /** The server lets us. */
  open(): void {
    this.#open = true;
    for (const bytes of this.#waiting.splice(0)) this.send(bytes);
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (!this.#open) {
      if (!this.#begun) this.server.begin();
      this.#begun = true;
      if (this.#waiting.length < MOST_WAITING) this.#waiting.push(bytes.slice());
      return;
    }
    const framed = new Uint8Array(4 + bytes.length);
    writeU16(framed, 0, this.channel);
    writeU16(framed, 2, bytes.length);
    framed.set(bytes, 4);
    this.server.send(framed);
  }

  sendAll({ bytes, offsets, sizes }: Datagrams): number {
    for (let i = 0; i < sizes.length; i++) {
      this.send(bytes.subarray(offsets[i], offsets[i] + sizes[i]));
    }
    return 0;
  }

  close(): void {
    this.ended = true;
  }
}

function keyOf({ ip, port }: Way): string {
  return `${ip} ${port}`;
}
