import type { Clock } from "net/clock.ts";

/** Milliseconds that are waited at least: frames that are due together are written together. */
const STEP = 5;
/** Milliseconds of frames up to which more is fetched. */
export const ENOUGH = 10_000;
/** Milliseconds that frames may be late before all that follow are as well, so that they are evenly spread again. */
const LATE = 100;

/** Something that is due at a time of its own. */
export interface Timed {
  /** Milliseconds on a time line. */
  readonly dts: number;
}

/** Lets frames, which come in segments, through when they are due. */
export class Pacer<T extends Timed> {
  /** Of each track, in order. */
  readonly #queues = new Map<number, T[]>();
  /** Our clock less the frames' time line. */
  #offset: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #roomy: (() => void)[] = [];
  #closed = false;

  constructor(private readonly clock: Clock, private readonly write: (frame: T) => void) {}

  /** Takes frames of a track, in order. */
  push(track: number, frames: readonly T[]): void {
    const queue = this.#queues.get(track) ?? [];
    this.#queues.set(track, queue);
    for (const frame of frames) queue.push(frame);
    this.#run();
  }

  /** Resolves once there is room for more. */
  async room(): Promise<void> {
    while (!this.#closed && this.#length > ENOUGH) {
      await new Promise<void>((resolve) => this.#roomy.push(resolve));
    }
  }

  /** Resolves once nothing waits any more. */
  async drained(): Promise<void> {
    while (!this.#closed && this.#next() !== undefined) {
      await new Promise<void>((resolve) => this.#roomy.push(resolve));
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#wake();
  }

  /** Milliseconds of frames that wait, of the track that has most. */
  get #length(): number {
    return Math.max(0, ...[...this.#queues.values()].map(lengthOf));
  }

  /** The track whose next frame is due first. */
  #next(): T[] | undefined {
    let next: T[] | undefined;
    for (const queue of this.#queues.values()) {
      if (queue.length > 0 && (!next || queue[0].dts < next[0].dts)) next = queue;
    }
    return next;
  }

  #run(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#closed) return;
    const now = this.clock.now();
    for (let queue; (queue = this.#next()) !== undefined;) {
      const [{ dts }] = queue;
      this.#offset ??= now - dts;
      const wait = dts + this.#offset - now;
      if (wait < -LATE) this.#offset = now - dts;
      if (wait > 0) {
        this.#cancelTimer = this.clock.setTimer(() => this.#run(), Math.max(STEP, wait));
        break;
      }
      this.write(queue.shift()!);
      if (this.#closed) return;
    }
    this.#wake();
  }

  #wake(): void {
    const roomy = this.#roomy;
    this.#roomy = [];
    for (const resolve of roomy) resolve();
  }
}

/** Milliseconds from the first to the last. */
export function lengthOf(frames: readonly Timed[]): number {
  return frames.length === 0 ? 0 : frames.at(-1)!.dts - frames[0].dts;
}
