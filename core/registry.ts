/** The sessions or connections of one kind, as the API lists them and metrics count them. */
export interface SessionKind<T = unknown> {
  /** The API's name: `rtspSession`, `rtspConn`, … */
  readonly kind: string;
  /** The part of the API's route: `rtspsessions`. */
  readonly route: string;
  list(): Iterable<T>;
  get(id: string): T | undefined;
  /** Ends one; false where there is none of that id. Absent for kinds that cannot be kicked. */
  kick?(id: string): boolean;
}

/** Every kind of session, put there by the plugins that own them. */
export class SessionRegistry {
  readonly #kinds = new Map<string, SessionKind>();

  /** The kinds in order of registration. */
  get kinds(): Iterable<SessionKind> {
    return this.#kinds.values();
  }

  /** Adds a kind; returns the undo. Throws when the kind is there already. */
  add<T>(kind: SessionKind<T>): () => void {
    if (this.#kinds.has(kind.kind)) throw new Error(`Cannot add sessions: ${kind.kind} exists`);
    this.#kinds.set(kind.kind, kind);
    return () => {
      if (this.#kinds.get(kind.kind) === kind) this.#kinds.delete(kind.kind);
    };
  }

  find(kind: string): SessionKind | undefined {
    return this.#kinds.get(kind);
  }
}
