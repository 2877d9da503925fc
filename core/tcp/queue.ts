/** Where a queue writes to: a connection. `write` may take less than it is given, as `Deno.Conn.write`. */
export interface Writable {
  write(bytes: Uint8Array): Promise<number>;
  /** Takes at once what there is room for, maybe nothing, where it can; how many bytes. */
  send?(bytes: Uint8Array): number;
}

/** Several waiting items are joined up to this many bytes and written at once. */
const JOIN_BYTES = 256 * 1024;

interface Item {
  readonly bytes: Uint8Array;
  readonly packets: number;
}

/**
 * What waits to be written to one reader's connection. A single item is written as the shared view it is; several
 * are joined. Bounded in packets; what must not be dropped (answers, reports) is pushed with zero packets.
 */
export class WriteQueue {
  #items: Item[] = [];
  #packets = 0;
  #writing = false;
  #closed = false;
  #writingSince = 0;
  #current: Uint8Array = EMPTY;
  #onDrained: (() => void) | undefined;
  /** Bytes the connection took. */
  written = 0;
  readonly #done = (n: number) => this.#wrote(n);
  readonly #failed = (error: unknown) => this.#broke(error);

  /**
   * `limit`: packets that may wait. `now`: a monotonic clock in milliseconds. `broken`: told once when a write
   * fails; nothing is written afterwards.
   */
  constructor(
    private readonly to: Writable,
    private readonly limit: number,
    private readonly now: () => number,
    private readonly broken: (error: unknown) => void,
  ) {}

  /** Packets that wait behind the write under way. */
  get waiting(): number {
    return this.#packets;
  }

  /** Milliseconds that the write under way has taken; 0 when none is. */
  get stalled(): number {
    return this.#writing ? this.now() - this.#writingSince : 0;
  }

  /** Resolves when the connection has taken everything pushed, or the queue is closed. For one caller, at the end. */
  drain(): Promise<void> {
    if (this.#closed || !this.#writing) return Promise.resolve();
    return new Promise((resolve) => this.#onDrained = resolve);
  }

  /** Queues `bytes`, which hold `packets` packets; false when the queue is full and they were dropped. */
  push(bytes: Uint8Array, packets: number): boolean {
    if (this.#closed) return true;
    if (!this.#writing) {
      const sent = this.#send(bytes);
      if (sent < bytes.length) this.#write(sent > 0 ? bytes.subarray(sent) : bytes);
      return true;
    }
    if (packets > 0 && this.#packets + packets > this.limit && this.#packets > 0) return false;
    this.#items.push({ bytes, packets });
    this.#packets += packets;
    return true;
  }

  /** Forgets what waits; later pushes go nowhere. */
  close(): void {
    this.#closed = true;
    this.#items = [];
    this.#packets = 0;
    this.#onDrained?.();
  }

  #send(bytes: Uint8Array): number {
    const sent = this.to.send?.(bytes) ?? 0;
    this.written += sent;
    return sent;
  }

  #write(bytes: Uint8Array): void {
    this.#writing = true;
    this.#writingSince = this.now();
    this.#current = bytes;
    this.to.write(bytes).then(this.#done, this.#failed);
  }

  #wrote(n: number): void {
    this.written += n;
    if (this.#closed) return;
    if (n < this.#current.length) return this.#write(this.#current.subarray(n));
    this.#writing = false;
    this.#current = EMPTY;
    if (this.#items.length > 0) this.#write(this.#take());
    else this.#onDrained?.();
  }

  #take(): Uint8Array {
    let bytes = 0, count = 0;
    for (const item of this.#items) {
      if (count > 0 && bytes + item.bytes.length > JOIN_BYTES) break;
      bytes += item.bytes.length;
      this.#packets -= item.packets;
      count++;
    }
    const taken = this.#items.splice(0, count);
    if (count === 1) return taken[0].bytes;
    const joined = new Uint8Array(bytes);
    let at = 0;
    for (const item of taken) {
      joined.set(item.bytes, at);
      at += item.bytes.length;
    }
    return joined;
  }

  #broke(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.broken(error);
  }
}

const EMPTY = new Uint8Array(0);
