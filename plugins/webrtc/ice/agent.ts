import { Malformed } from "media/malformed.ts";
import type { Clock } from "net/clock.ts";
import type { Candidate } from "../wire/candidate.ts";
import * as stun from "../wire/stun.ts";
import { ipBytes } from "./ip.ts";
import { type Credentials, hmacSha1, randomTransaction } from "./credentials.ts";
import { Pair, Pairs } from "./pairs.ts";
import { type Listener, type Port, ufragsOf, type Way } from "./way.ts";

/** Milliseconds between two rounds of checks, while there is no way yet. */
const ROUND = 100;
/** Milliseconds between two checks of the way in use, and how long the peer may be silent on it (RFC 7675). */
const CONSENT = 4000, SILENCE = 30_000;
/** Milliseconds that ways without a relay are tried alone. */
const HEAD_START = 400;
const encoder = new TextEncoder();

export interface AgentOptions {
  readonly controlling: boolean;
  readonly clock: Clock;
  readonly ports: readonly Port[];
  /** The ways to a candidate of the peer's, the best first; none such as by TCP. */
  reach(candidate: Candidate): readonly Way[];
  /** What comes from the peer, beside STUN. */
  received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** There is a way; a better one may follow. */
  selected(way: Way): void;
  /** The peer has gone. */
  failed(reason: string): void;
}

/** Finds and keeps a way to one peer (ICE, RFC 8445), for one component. */
export class Agent implements Listener {
  readonly #pairs = new Pairs();
  readonly #tieBreaker = crypto.getRandomValues(new Uint8Array(8));
  #local: Credentials;
  #remote: Credentials | undefined;
  /** Those before a restart are good until a new way was found. */
  #former: Credentials | undefined;
  readonly #undos: (() => void)[] = [];
  #cancelTimer: () => void = () => {};
  #selected: Pair | undefined;
  #heard = 0;
  #heardBy: Way | undefined;
  #closed = false;

  constructor(local: Credentials, private readonly options: AgentOptions) {
    this.#local = local;
    this.#listen(local);
  }

  get local(): Credentials {
    return this.#local;
  }

  /** Undefined before `start`. */
  get remoteUfrag(): string | undefined {
    return this.#remote?.ufrag;
  }

  /** The way in use, and what the peer calls its end of it. */
  get selected(): Pair | undefined {
    return this.#selected;
  }

  /** The way that the peer was last seen on, while none is selected. */
  get heardBy(): Way | undefined {
    return this.#heardBy;
  }

  /** Takes the peer's credentials and begins to look for a way. */
  start(remote: Credentials): void {
    this.#remote = remote;
    this.#schedule(0);
  }

  /** Begins anew with other credentials on both sides (RFC 8445 §9); the way in use stays until there is another. */
  restart(local: Credentials, remote: Credentials): void {
    this.#former = this.#local;
    this.#local = local;
    this.#remote = remote;
    this.#listen(local);
    this.#pairs.forgetResults();
    this.#schedule(0);
  }

  /** Another way the peer says it can be reached by. */
  addCandidate(candidate: Candidate): void {
    if (this.#closed || this.#pairs.full) return;
    const ways = this.options.reach(candidate);
    if (ways.length === 0) return;
    const later = this.options.clock.now() + HEAD_START;
    for (const way of ways) this.#pairs.add(way, candidate, way.via && later);
    if (this.#remote && !this.#selected) this.#schedule(0);
  }

  stun(bytes: Uint8Array, way: Way): void {
    const message = stun.parseStun(bytes);
    if (message instanceof Malformed || this.#closed) return;
    if (message.type === stun.BINDING_REQUEST) this.#request(message, way);
    else if (message.type === stun.BINDING_SUCCESS) this.#response(message, way);
  }

  received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.#heard = this.options.clock.now();
    this.options.received(bytes, start, end);
  }

  asked(transaction: string): boolean {
    return this.#pairs.waits(transaction);
  }

  lost(way: Way): void {
    this.#pairs.remove(way);
    if (this.#selected?.way === way) this.#fail("the connection was closed");
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    for (const undo of this.#undos.splice(0)) undo();
    this.#pairs.close();
  }

  #listen({ ufrag }: Credentials): void {
    for (const port of this.options.ports) this.#undos.push(port.listen(ufrag, this));
  }

  #request(message: stun.StunMessage, way: Way): void {
    const [own] = ufragsOf(message.attributes.get(stun.USERNAME));
    const credentials = own === this.#former?.ufrag ? this.#former : this.#local;
    const key = encoder.encode(credentials.password);
    if (own !== credentials.ufrag || !stun.isGenuine(message, key, hmacSha1)) return;
    const pair = this.#pairOf(way, message);
    if (!pair) return;
    this.#heard = this.options.clock.now();
    this.#heardBy = pair.way;
    const mapped = stun.writeMapped({ ip: ipBytes(way.ip), port: way.port }, message.transaction);
    const attributes = [[stun.XOR_MAPPED_ADDRESS, mapped]] as const;
    pair.way.send(
      stun.writeStun(stun.BINDING_SUCCESS, message.transaction, attributes, key, hmacSha1),
    );
    const nominated = message.attributes.has(stun.USE_CANDIDATE) && !this.options.controlling;
    if (nominated) this.#select(pair);
    else if (!this.#selected && this.#remote && pair.check(this.options.clock.now())) {
      this.#check(pair);
    }
  }

  /** The pair of the way that a genuine request came by. */
  #pairOf(way: Way, message: stun.StunMessage): Pair | undefined {
    const known = this.#pairs.find(way);
    if (known) return this.#accepted(known);
    if (this.#pairs.full) return undefined;
    const priority = message.attributes.get(stun.PRIORITY);
    return this.#accepted(this.#pairs.add(way, {
      foundation: "prflx",
      protocol: way.protocol,
      priority: priority?.length === 4 ? new DataView(priority.slice().buffer).getUint32(0) : 1,
      ip: way.ip,
      port: way.port,
      type: "prflx",
    }));
  }

  /** What comes by it is listened to from now on. */
  #accepted(pair: Pair): Pair {
    if (!pair.accepted) {
      pair.accepted = true;
      for (const port of this.options.ports) this.#undos.push(port.accept(pair.way, this));
    }
    return pair;
  }

  #response(message: stun.StunMessage, way: Way): void {
    const remote = this.#remote, pair = this.#pairs.answered(message.transaction);
    if (!pair || !remote || this.#pairs.find(way) !== pair) return;
    if (!stun.isGenuine(message, encoder.encode(remote.password), hmacSha1)) return;
    this.#heard = this.options.clock.now();
    this.#accepted(pair).succeeded = true;
    if (!this.options.controlling) return;
    if (pair.nominating === message.transaction) this.#select(pair);
    else if (!this.#selected && !this.#pairs.nominating) this.#check(pair, true);
  }

  #check(pair: Pair, nominate = false): void {
    const transaction = randomTransaction(), { controlling } = this.options;
    const username = encoder.encode(`${this.#remote!.ufrag}:${this.#local.ufrag}`);
    const role = controlling ? stun.ICE_CONTROLLING : stun.ICE_CONTROLLED;
    const attributes: [number, Uint8Array][] = [
      [stun.USERNAME, username],
      [stun.PRIORITY, stun.word(0x6effffff)],
      [role, this.#tieBreaker],
    ];
    if (nominate) attributes.push([stun.USE_CANDIDATE, new Uint8Array(0)]);
    const key = encoder.encode(this.#remote!.password);
    this.#pairs.asked(pair, transaction);
    if (nominate) pair.nominating = transaction;
    pair.way.send(stun.writeStun(stun.BINDING_REQUEST, transaction, attributes, key, hmacSha1));
  }

  #select(pair: Pair): void {
    this.#former = undefined;
    if (this.#selected === pair) return;
    this.#selected = pair;
    this.options.selected(pair.way);
    this.#schedule(CONSENT);
  }

  #schedule(wait: number): void {
    this.#cancelTimer();
    if (!this.#closed) this.#cancelTimer = this.options.clock.setTimer(() => this.#round(), wait);
  }

  #round(): void {
    const now = this.options.clock.now();
    if (this.#selected && now - this.#heard > SILENCE) return this.#fail("the peer is silent");
    if (this.#selected && !this.#former) {
      this.#check(this.#selected, this.options.controlling);
      return this.#schedule(CONSENT);
    }
    for (const pair of this.#pairs.all) {
      if (pair.check(now)) this.#check(pair, this.options.controlling && pair.succeeded);
    }
    this.#schedule(ROUND);
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.options.failed(reason);
  }
}
