import { messageOf } from "core/errors.ts";

type Undo = () => void | Promise<void>;

/** A lifetime: everything taken within it is undone, last first, when it closes. */
export class Scope {
  readonly #undos: Undo[] = [];
  readonly #controller = new AbortController();
  #closing?: Promise<void>;
  #undone = false;

  /** `failed` hears of an undo that throws; the others still run. */
  constructor(private readonly failed: (reason: string) => void) {}

  /** Aborted when the scope begins to close. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Registers `undo`; returns a function that forgets it again, for things that end earlier by themselves. What comes
   * after the end is undone at once.
   */
  defer(undo: Undo): () => void {
    this.#undos.push(undo);
    if (this.#undone) void this.#undo();
    return () => {
      const at = this.#undos.indexOf(undo);
      if (at >= 0) this.#undos.splice(at, 1);
    };
  }

  /** A lifetime within this one. */
  child(): Scope {
    const child = new Scope(this.failed);
    const forget = this.defer(() => child.close());
    child.defer(forget);
    return child;
  }

  /** Undoes everything in reverse order. Never rejects; a second call waits for the first. */
  close(): Promise<void> {
    if (!this.#closing) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#closing = promise;
      this.#controller.abort();
      this.#undo().then(resolve);
    }
    return this.#closing;
  }

  async #undo(): Promise<void> {
    for (let undo = this.#undos.pop(); undo; undo = this.#undos.pop()) {
      try {
        await undo();
      } catch (error) {
        this.failed(messageOf(error));
      }
    }
    this.#undone = true;
  }
}
