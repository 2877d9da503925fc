import { Malformed } from "media/malformed.ts";
import type { Clock } from "net/clock.ts";
import { ciphers } from "../../plugins/srt/ciphers.ts";
import { microseconds } from "../../plugins/srt/environment.ts";
import { type Ends as LinkEnds, Link } from "../../plugins/srt/link.ts";
import { Caller } from "../../plugins/srt/wire/opening/caller.ts";
import { accept, answerCaller } from "../../plugins/srt/wire/opening/listener.ts";
import { Keys } from "../../plugins/srt/wire/keys.ts";
import { DEFAULTS, type Options } from "../../plugins/srt/wire/options.ts";
import { type Bytes, readPacket } from "../../plugins/srt/wire/packet.ts";
import { Connection } from "../../plugins/srt/wire/transfer/connection.ts";
import { FakeClock } from "../fake_clock.ts";
import { Network as Datagrams, type NetworkOptions } from "../streams/network.ts";

export { ciphers };

/** What happens to packets on their way; times in milliseconds. */
export interface Weather extends Omit<NetworkOptions, "seed"> {
  /** How much faster than the other the caller's clock goes. */
  readonly skew?: number;
  /** A packet may be changed, or lost by its contents. */
  tamper?(bytes: Bytes): Bytes | undefined;
}

export const FAIR: Weather = { delay: 10 };

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
  /** How long the caller has been there when it connects. */
  readonly callerEpoch?: number;
}

/** Lets a caller and a listener shake hands, at time 0. Times in microseconds. */
export function connect(options: PairOptions = {}): Ends {
  const now = 0, { passphrase, keyLength = 16, sequence = 77 } = options;
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
      caller.receive(accepted.answer(now), now);
      if (typeof caller.result !== "object") throw new Error(caller.result);
      return {
        caller: new Connection(caller.result, ours, now),
        listener: new Connection(accepted.agreement, theirs, now),
      };
    }
  }
  throw new Error("no connection");
}

/** What was handed on, and when, in microseconds. */
export interface Arrival {
  readonly at: number;
  readonly payload: Bytes;
}

/** Two ends and the network between them, on a clock of their own. */
export class Network {
  readonly clock = new FakeClock();
  readonly caller: Link;
  readonly listener: Link;
  readonly arrivals: Arrival[] = [];
  /** What the other way brought. */
  readonly returned: Arrival[] = [];
  /** Why it is over, and what was wrong with packets. */
  readonly ended: string[] = [];
  readonly faults: string[] = [];

  constructor(ends: Ends, weather: Weather = FAIR, seed = 1) {
    const { clock } = this, { skew = 1 } = weather;
    const callersClock: Clock = {
      now: () => clock.now() * skew,
      wall: () => clock.wall(),
      setTimer: (fn, ms) => clock.setTimer(fn, ms / skew),
    };
    const forth = this.#way(weather, seed, () => this.listener);
    const back = this.#way(weather, seed + 1, () => this.caller);
    this.caller = new Link(ends.caller, callersClock, this.#end(forth, this.returned, "caller"));
    this.listener = new Link(ends.listener, clock, this.#end(back, this.arrivals, "listener"));
  }

  /** In microseconds. */
  get now(): number {
    return microseconds(this.clock);
  }

  /** Lets `time` microseconds pass. */
  run(time: number): void {
    this.clock.advance(time / 1000);
  }

  #way({ tamper, ...weather }: Weather, seed: number, to: () => Link): (bytes: Bytes) => void {
    // What follows a loss is lost as easily as anything else.
    const options = { burst: weather.loss, ...weather, seed };
    const way = new Datagrams<Bytes>(this.clock, (bytes) => to().receive(bytes.slice()), options);
    return (packet) => {
      const bytes = tamper ? tamper(packet) : packet;
      if (bytes) way.send(bytes);
    };
  }

  #end(carry: (bytes: Bytes) => void, into: Arrival[], name: string): LinkEnds {
    return {
      send: ({ bytes, offsets, sizes }) =>
        offsets.forEach((offset, i) => carry(bytes.slice(offset, offset + sizes[i]))),
      delivered: (payload) => void into.push({ at: this.now, payload }),
      malformed: (reason) => void this.faults.push(reason),
      ended: (reason) => void this.ended.push(`${name}: ${reason}`),
    };
  }
}
