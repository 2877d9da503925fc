import type { z } from "zod";

/** The sessions or connections of one kind, as the API lists them and metrics count them. */
export interface SessionKind<T = unknown> {
  /** The API's name: `rtspSession`, `rtspConn`, … */
  readonly kind: string;
  /** The part of the API's route: `rtspsessions`. */
  readonly route: string;
  /** What `list` and `get` give, for the API's document. */
  readonly schema?: z.ZodType<T>;
  /** As JSON shows them, the oldest first. */
  list(): Iterable<T>;
  /** By UUID, or by the name of a path where it is one kind of thing for each path. */
  get(id: string): T | undefined;
  /** Ends one; false where there is none of that id. Absent for kinds that cannot be kicked. */
  kick?(id: string): boolean;
}

/** Every kind of session, put there by the plugins that own them. */
export class SessionRegistry {
  readonly #kinds = new Map<string, SessionKind>();
  #list: readonly SessionKind[] = [];

  /** The kinds in order of registration: another list whenever they change. */
  get kinds(): readonly SessionKind[] {
    return this.#list;
  }

  /** Adds a kind; returns the undo. Throws when the kind is there already. */
  add<T>(kind: SessionKind<T>): () => void {
    if (this.#kinds.has(kind.kind)) throw new Error(`Cannot add sessions: ${kind.kind} exists`);
    this.#kinds.set(kind.kind, kind);
    this.#changed();
    return () => {
      if (this.#kinds.get(kind.kind) !== kind) return;
      this.#kinds.delete(kind.kind);
      this.#changed();
    };
  }

  find(kind: string): SessionKind | undefined {
    return this.#kinds.get(kind);
  }

  #changed(): void {
    this.#list = [...this.#kinds.values()];
  }
}
