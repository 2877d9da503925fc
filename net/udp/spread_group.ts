import type { Datagrams, UdpDestination, UdpGroup } from "./socket.ts";

/** Destinations that are sent to in one go: a few milliseconds' work. */
const SHARD = 128;

/** A turn of the event loop is given up when sending took this long, in milliseconds. */
const TURN = 4;

/** Goes that may wait; beyond it the machine cannot keep up, and who writes has to wait for the kernel. */
const MOST_WAITING = 256;

/** When it is now, in milliseconds, and what is done in the next turn: for tests. */
export interface Turns {
  now(): number;
  next(fn: () => void): void;
}

const turns: Turns = { now: () => performance.now(), next: (fn) => void setImmediate(fn) };

interface Go {
  readonly shard: UdpGroup;
  readonly datagrams: Datagrams;
}

/** Sends to many destinations in several turns of the event loop where one would be long. Order is kept for each. */
export class SpreadGroup implements UdpGroup {
  readonly #shards: UdpGroup[] = [];
  #waiting: Go[] = [];
  #scheduled = false;

  /** `create` makes a group that sends at once. */
  constructor(private readonly create: () => UdpGroup, private readonly loop: Turns = turns) {}

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  add(to: Deno.NetAddr): UdpDestination {
    let shard = this.#shards.find((one) => one.size < SHARD);
    if (!shard) this.#shards.push(shard = this.create());
    return shard.add(to);
  }

  send(datagrams: Datagrams): void {
    const [first] = this.#shards;
    if (this.#shards.length === 1 && this.#waiting.length === 0) return first.send(datagrams);
    for (const shard of this.#shards) {
      if (shard.size > 0) this.#waiting.push({ shard, datagrams });
    }
    if (!this.#scheduled || this.#waiting.length > MOST_WAITING) this.#work();
  }

  close(): void {
    this.#waiting = [];
    for (const shard of this.#shards.splice(0)) shard.close();
  }

  #work(): void {
    const start = this.loop.now();
    const least = this.#waiting.length - MOST_WAITING;
    let done = 0;
    for (const { shard, datagrams } of this.#waiting) {
      if (done > 0 && done >= least && this.loop.now() - start >= TURN) break;
      shard.send(datagrams);
      done++;
    }
    this.#waiting.splice(0, done);
    if (this.#waiting.length === 0 || this.#scheduled) return;
    this.#scheduled = true;
    this.loop.next(() => {
      this.#scheduled = false;
      this.#work();
    });
  }
}
