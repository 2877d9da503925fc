import type { Candidate } from "../wire/candidate.ts";
import type { Way } from "./way.ts";

/** Ways to one peer that are tried. */
const LIMIT = 48;
/** Transactions that are remembered: of all ways. */
const TRANSACTIONS = 256;
/** Milliseconds between two checks of one way: at first, and at most. */
const FIRST = 200, LAST = 2000;

/** One way, and what checks of it have shown. */
export class Pair {
  accepted = false;
  succeeded = false;
  /** The transaction of the check that nominates it. */
  nominating: string | undefined;
  #next: number;
  #interval = FIRST;

  /** `from`: when it is checked first. */
  constructor(readonly way: Way, readonly remote: Candidate, from: number) {
    this.#next = from;
  }

  /** Whether a check is due at `now`; then the next is due later. */
  check(now: number): boolean {
    if (now < this.#next) return false;
    this.#next = now + this.#interval;
    this.#interval = Math.min(LAST, 1.5 * this.#interval);
    return true;
  }

  forget(): void {
    this.succeeded = false;
    this.nominating = undefined;
    this.#next = 0;
    this.#interval = FIRST;
  }
}

/** The ways to one peer. */
export class Pairs {
  #pairs: Pair[] = [];
  readonly #transactions = new Map<string, Pair>();

  get all(): readonly Pair[] {
    return this.#pairs;
  }

  get full(): boolean {
    return this.#pairs.length >= LIMIT;
  }

  get nominating(): boolean {
    return this.#pairs.some((pair) => pair.nominating !== undefined);
  }

  find({ protocol, via, ip, port }: Way): Pair | undefined {
    return this.#pairs.find(({ way }) =>
      way.protocol === protocol && way.via === via && way.ip === ip && way.port === port
    );
  }

  /** Adds one, the best first, unless it is there; it is checked from `from` on. */
  add(way: Way, remote: Candidate, from = 0): Pair {
    const known = this.find(way);
    if (known) return known;
    const pair = new Pair(way, remote, from);
    this.#pairs = [...this.#pairs, pair].sort((a, b) => b.remote.priority - a.remote.priority);
    return pair;
  }

  remove(way: Way): void {
    this.#pairs = this.#pairs.filter((pair) => pair.way !== way);
  }

  /** Notes a check; the oldest are forgotten. */
  asked(pair: Pair, transaction: string): void {
    this.#transactions.set(transaction, pair);
    if (this.#transactions.size <= TRANSACTIONS) return;
    this.#transactions.delete(this.#transactions.keys().next().value!);
  }

  waits(transaction: string): boolean {
    return this.#transactions.has(transaction);
  }

  /** The pair whose check is answered. */
  answered(transaction: string): Pair | undefined {
    const pair = this.#transactions.get(transaction);
    this.#transactions.delete(transaction);
    return pair;
  }

  /** Everything is to be checked anew. */
  forgetResults(): void {
    this.#transactions.clear();
    for (const pair of this.#pairs) pair.forget();
  }

  close(): void {
    for (const { way } of this.#pairs) way.close();
    this.#pairs = [];
  }
}
