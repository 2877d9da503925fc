import type { Recordings } from "core/services/recordings.ts";

/** What plugins do for others, by name. A closed table: a wrong name or shape does not compile. */
export interface ServiceTable {
  readonly recordings: Recordings;
}

export type ServiceName = keyof ServiceTable;

/** What is provided now. */
export class Services {
  readonly #provided: { -readonly [N in ServiceName]?: ServiceTable[N] } = {};

  /** Provides a service; returns the undo. Throws where somebody else does. */
  provide<N extends ServiceName>(name: N, service: ServiceTable[N]): () => void {
    if (this.#provided[name]) throw new Error(`Cannot provide ${name}: it is provided already`);
    this.#provided[name] = service;
    return () => void delete this.#provided[name];
  }

  /** Undefined while nobody provides it. */
  find<N extends ServiceName>(name: N): ServiceTable[N] | undefined {
    return this.#provided[name];
  }
}
