import { Malformed } from "media/malformed.ts";
import { ciphers } from "../plugins/srt/ciphers.ts";
import { Caller } from "../plugins/srt/wire/opening/caller.ts";
import { accept, answerCaller } from "../plugins/srt/wire/opening/listener.ts";
import { Keys } from "../plugins/srt/wire/keys.ts";
import { DEFAULTS, type Options } from "../plugins/srt/wire/options.ts";
import { type Bytes, readPacket } from "../plugins/srt/wire/packet.ts";
import { Connection } from "../plugins/srt/wire/transfer/connection.ts";

export { ciphers };

/** What happens to packets on their way; times in microseconds. */
export interface Weather {
  readonly delay: number;
  readonly jitter: number;
  /** Of 1. */
  readonly loss: number;
  readonly duplication: number;
  /** How much faster than ours the caller's clock goes. */
  readonly skew?: number;
  /** A packet may be changed, or lost by its contents. */
  tamper?(bytes: Bytes): Bytes | undefined;
}

export const FAIR: Weather = { delay: 10_000, jitter: 0, loss: 0, duplication: 0 };

export interface Ends {
  readonly caller: Connection;
  readonly listener: Connection;
}

export interface PairOptions {
  readonly caller?: Partial<Options>;
  readonly listener?: Partial<Options>;
  readonly passphrase?: string;
  readonly keyLength?: number;
  /** First sequence number. */
  readonly sequence?: number;
  readonly streamId?: string;
  /** When it begins. */
  readonly now?: number;
  /** How far the caller's clock is ahead when it connects. */
  readonly callerEpoch?: number;
}

/** Lets a caller and a listener shake hands, with 10 ms each way. */
export function connect(options: PairOptions = {}): Ends {
  const now = options.now ?? 1_000_000, { passphrase, keyLength = 16, sequence = 77 } = options;
  const ours = { ...DEFAULTS, ...options.caller }, theirs = { ...DEFAULTS, ...options.listener };
  const keys = passphrase === undefined ? undefined : Keys.create(passphrase, keyLength, ciphers);
  const settings = { options: ours, socket: 5, sequence, streamId: options.streamId ?? "x", keys };
  const caller = new Caller(settings, now - (options.callerEpoch ?? 0));
  for (let step = 0; step < 2; step++) {
    for (const bytes of caller.outbox.splice(0)) {
      const packet = readPacket(bytes);
      if (packet instanceof Malformed || packet.kind === "data") throw new Error("no handshake");
      const answer = answerCaller(packet, now, 99, (cookie) => cookie === 99);
      if (answer instanceof Malformed) throw new Error(answer.reason);
      if (answer.kind === "answer") {
        caller.receive(answer.packet, now);
        continue;
      }
      const { keyMaterial } = answer.request;
      const known = keyMaterial && Keys.accept(keyMaterial, passphrase!, ciphers);
      if (known instanceof Malformed) throw new Error(known.reason);
      const accepted = accept(answer.request, { socket: 6, options: theirs, keys: known, now });
      caller.receive(accepted.packet, now);
      if (typeof caller.result !== "object") throw new Error(caller.result);
      return {
        caller: new Connection(caller.result, ours, now),
        listener: new Connection(accepted.agreement, theirs, now),
      };
    }
  }
  throw new Error("no connection");
}

/** Numbers between 0 and 1 that are the same each time. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ state >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
    let mixed = Math.imul(state ^ state >>> 12, 0x297a2d39);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

interface Flying {
  readonly at: number;
  readonly to: Connection;
  readonly bytes: Bytes;
}

/** What was handed on, and when. */
export interface Arrival {
  readonly at: number;
  readonly payload: Bytes;
}

/** A network between two ends, and its time. */
export class Network {
  readonly arrivals: Arrival[] = [];
  /** What the other way brought. */
  readonly returned: Arrival[] = [];
  #flying: Flying[] = [];
  readonly #random: () => number;
  readonly #begin: number;

  constructor(
    readonly ends: Ends,
    readonly weather: Weather = FAIR,
    public now = 1_000_000,
    seed = 1,
  ) {
    this.#random = random(seed);
    this.#begin = now;
  }

  /** The caller's time. */
  get callerNow(): number {
    return this.#begin + (this.now - this.#begin) * (this.weather.skew ?? 1);
  }

  /** Lets `time` microseconds pass. */
  run(time: number): void {
    const end = this.now + time;
    this.#drain();
    for (let next; (next = this.#nextEvent()) <= end;) {
      this.now = Math.max(this.now, next);
      this.#land();
      const { caller, listener } = this.ends;
      if (caller.deadline <= this.callerNow) caller.timeout(this.callerNow);
      if (listener.deadline <= this.now) listener.timeout(this.now);
      this.#drain();
    }
    this.now = end;
  }

  #nextEvent(): number {
    const { caller, listener } = this.ends, { skew = 1 } = this.weather;
    const called = Math.ceil(this.#begin + (caller.deadline - this.#begin) / skew);
    return Math.min(this.#nextFlight(), called, listener.deadline);
  }

  #land(): void {
    const landed = this.#flying.filter(({ at }) => at <= this.now);
    this.#flying = this.#flying.filter(({ at }) => at > this.now);
    for (const { to, bytes } of landed.sort((a, b) => a.at - b.at)) {
      to.receive(bytes, to === this.ends.caller ? this.callerNow : this.now);
    }
  }

  #nextFlight(): number {
    return this.#flying.reduce((least, { at }) => Math.min(least, at), Infinity);
  }

  #drain(): void {
    const { caller, listener } = this.ends;
    this.#send(caller, listener);
    this.#send(listener, caller);
    const at = this.now;
    this.arrivals.push(...listener.takeDelivered().map((payload) => ({ at, payload })));
    this.returned.push(...caller.takeDelivered().map((payload) => ({ at, payload })));
  }

  #send(from: Connection, to: Connection): void {
    for (const { bytes, offsets, sizes } of from.take()) {
      offsets.forEach((offset, i) => this.#carry(bytes.slice(offset, offset + sizes[i]), to));
    }
  }

  #carry(packet: Bytes, to: Connection): void {
    const { delay, jitter, loss, duplication, tamper } = this.weather;
    const bytes = tamper ? tamper(packet) : packet;
    if (!bytes || this.#random() < loss) return;
    const copies = this.#random() < duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const at = this.now + delay + Math.round(jitter * this.#random());
      this.#flying.push({ at, to, bytes: bytes.slice() });
    }
  }
}
