import { readU16, readU32, writeU16, writeU32 } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import * as sctp from "./chunk.ts";

/** Bytes of data of one chunk: fits every route, in DTLS. */
const FRAGMENT = 1100;
/** Chunks that may be on their way, and wait behind these. */
const WINDOW = 32, WAITING = 512;
/** Milliseconds after which what was not acknowledged is sent again: at first, and at most; and how often. */
const FIRST_TIMEOUT = 500, LAST_TIMEOUT = 8000, TRIES = 10;
const STATE_COOKIE = 7;
const ENDS = 1, BEGINS = 2;
/** Bytes that the peer may send before they are acknowledged. */
const RECEIVE_WINDOW = 65536;
const STREAMS = 1024;

interface Outgoing {
  readonly tsn: number;
  readonly chunk: sctp.Chunk;
}

/** Random numbers of one association, and a cookie that the peer is to show again. */
export interface AssociationSeed {
  readonly tag: number;
  readonly tsn: number;
  readonly cookie: Uint8Array;
}

/** A message that came, of one chunk. */
export interface Message {
  readonly stream: number;
  /** What it holds (payload protocol identifier). */
  readonly protocol: number;
  readonly data: Uint8Array;
}

/**
 * The end of an SCTP association that waits for the other to begin, and sends messages reliably and in order
 * (RFC 9260). Of what it receives it keeps messages of one chunk, in order: no more is needed to open channels.
 */
export class Association {
  /** Packets to be sent; whoever drives the machine takes them out. */
  outbox: Uint8Array<ArrayBuffer>[] = [];
  readonly messages: Message[] = [];
  state: "waiting" | "open" | "closed" = "waiting";
  /** When `timeout` is due; Infinity while nothing is on its way. */
  deadline = Infinity;
  #ports = { source: 0, destination: 0 };
  #peerTag = 0;
  /** The last number that came with all before it. */
  #received = 0;
  #tsn: number;
  #flying: Outgoing[] = [];
  #waiting: Outgoing[] = [];
  readonly #sequences = new Map<number, number>();
  #timeout = FIRST_TIMEOUT;
  #tries = 0;

  constructor(private readonly seed: AssociationSeed) {
    this.#tsn = seed.tsn;
  }

  receive(bytes: Uint8Array, now: number): void {
    const packet = sctp.readSctp(bytes);
    if (isMalformed(packet) || this.state === "closed") return;
    const [first] = packet.chunks;
    if (first?.type === sctp.INIT) return this.#init(packet, first.body);
    if (packet.tag !== this.seed.tag) return;
    let acknowledge = false;
    for (const chunk of packet.chunks) acknowledge = this.#chunk(chunk, now) || acknowledge;
    if (acknowledge && this.state === "open") this.#acknowledge();
  }

  /** Sends a message; false where too much waits already, or nobody is there. */
  send(stream: number, protocol: number, data: Uint8Array, now: number): boolean {
    const count = Math.max(1, Math.ceil(data.length / FRAGMENT));
    if (this.state !== "open" || this.#waiting.length + count > WAITING) return false;
    const sequence = this.#sequences.get(stream) ?? 0;
    this.#sequences.set(stream, sequence + 1 & 0xffff);
    for (let i = 0; i < count; i++) {
      const part = data.subarray(i * FRAGMENT, (i + 1) * FRAGMENT);
      const body = new Uint8Array(12 + part.length), tsn = this.#tsn;
      this.#tsn = tsn + 1 >>> 0;
      writeU32(body, 0, tsn);
      writeU16(body, 4, stream);
      writeU16(body, 6, sequence);
      writeU32(body, 8, protocol);
      body.set(part, 12);
      const flags = (i === 0 ? BEGINS : 0) | (i === count - 1 ? ENDS : 0);
      this.#waiting.push({ tsn, chunk: { type: sctp.DATA, flags, body } });
    }
    this.#fly(now);
    return true;
  }

  /** Sends again what was not acknowledged when `deadline` has passed. */
  timeout(now: number): void {
    if (now < this.deadline) return;
    if (++this.#tries > TRIES) {
      this.state = "closed";
      this.deadline = Infinity;
      return;
    }
    this.#timeout = Math.min(2 * this.#timeout, LAST_TIMEOUT);
    this.deadline = now + this.#timeout;
    for (const { chunk } of this.#flying.slice(0, 4)) this.#push([chunk]);
  }

  #init({ source, destination }: sctp.SctpPacket, body: Uint8Array): void {
    if (body.length < 16 || this.state === "open") return;
    this.#ports = { source: destination, destination: source };
    this.#peerTag = readU32(body, 0);
    this.#received = readU32(body, 12) - 1 >>> 0;
    const { tag, tsn, cookie } = this.seed;
    const answer = new Uint8Array(16 + 4 + cookie.length);
    writeU32(answer, 0, tag);
    writeU32(answer, 4, RECEIVE_WINDOW);
    writeU16(answer, 8, STREAMS);
    writeU16(answer, 10, STREAMS);
    writeU32(answer, 12, tsn);
    writeU16(answer, 16, STATE_COOKIE);
    writeU16(answer, 18, 4 + cookie.length);
    answer.set(cookie, 20);
    this.#push([{ type: sctp.INIT_ACK, flags: 0, body: answer }]);
  }

  /** Whether the chunk is to be acknowledged. */
  #chunk({ type, flags, body }: sctp.Chunk, now: number): boolean {
    switch (type) {
      case sctp.COOKIE_ECHO:
        this.#cookie(body);
        return false;
      case sctp.DATA:
        this.#data(flags, body);
        return true;
      case sctp.FORWARD_TSN:
        if (body.length >= 4 && ahead(readU32(body, 0), this.#received)) {
          this.#received = readU32(body, 0);
        }
        return true;
      case sctp.SACK:
        if (body.length >= 12) this.#acknowledged(readU32(body, 0), now);
        return false;
      case sctp.HEARTBEAT:
        this.#push([{ type: sctp.HEARTBEAT_ACK, flags: 0, body }]);
        return false;
      case sctp.SHUTDOWN:
        this.#push([{ type: sctp.SHUTDOWN_ACK, flags: 0, body: new Uint8Array(0) }]);
        this.#close();
        return false;
      case sctp.ABORT:
        this.#close();
        return false;
      default:
        return false;
    }
  }

  #cookie(body: Uint8Array): void {
    const { cookie } = this.seed;
    if (body.length !== cookie.length || body.some((byte, i) => byte !== cookie[i])) return;
    this.state = "open";
    this.#push([{ type: sctp.COOKIE_ACK, flags: 0, body: new Uint8Array(0) }]);
  }

  /** What is not next is left to be sent again. */
  #data(flags: number, body: Uint8Array): void {
    if (body.length < 12 || readU32(body, 0) !== (this.#received + 1 >>> 0)) return;
    this.#received = readU32(body, 0);
    if ((flags & (BEGINS | ENDS)) !== (BEGINS | ENDS)) return;
    const stream = readU16(body, 4), protocol = readU32(body, 8);
    this.messages.push({ stream, protocol, data: body.slice(12) });
  }

  #acknowledge(): void {
    const body = new Uint8Array(12);
    writeU32(body, 0, this.#received);
    writeU32(body, 4, RECEIVE_WINDOW);
    this.#push([{ type: sctp.SACK, flags: 0, body }]);
  }

  #acknowledged(tsn: number, now: number): void {
    const before = this.#flying.length;
    this.#flying = this.#flying.filter((one) => ahead(one.tsn, tsn));
    if (this.#flying.length === before) return;
    this.#timeout = FIRST_TIMEOUT;
    this.#tries = 0;
    this.deadline = this.#flying.length > 0 ? now + this.#timeout : Infinity;
    this.#fly(now);
  }

  #fly(now: number): void {
    const count = Math.min(WINDOW - this.#flying.length, this.#waiting.length);
    for (const one of this.#waiting.splice(0, Math.max(0, count))) {
      this.#flying.push(one);
      this.#push([one.chunk]);
    }
    if (this.#flying.length > 0 && this.deadline === Infinity) this.deadline = now + this.#timeout;
  }

  #push(chunks: readonly sctp.Chunk[]): void {
    this.outbox.push(sctp.writeSctp({ ...this.#ports, tag: this.#peerTag, chunks }));
  }

  #close(): void {
    this.state = "closed";
    this.deadline = Infinity;
  }
}

/** Whether number `a` comes behind `b` (RFC 1982). */
function ahead(a: number, b: number): boolean {
  return a !== b && (a - b >>> 0) < 0x80000000;
}
