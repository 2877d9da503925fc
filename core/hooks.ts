import type { AuthRequest, AuthResult } from "core/auth/request.ts";
import type { Configuration } from "core/config/configuration.ts";
import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import type { Party } from "core/paths/party.ts";
import type { PathView } from "core/paths/view.ts";

/** A connection as the connect hooks see it. */
export interface ConnectionEvent {
  /** `rtspConn`, `rtmpConn`, … */
  readonly type: string;
  readonly id: string;
  readonly log: Logger;
}

/** A reader that came or went. */
export interface ReaderEvent {
  readonly path: PathView;
  readonly reader: Party;
}

/** A path that asks for its publisher. */
export interface DemandEvent {
  readonly path: PathView;
  /** Raw query of the request that started the demand. */
  readonly query: string;
}

/** A path that no longer asks for its publisher. */
export interface UndemandEvent {
  readonly path: PathView;
  readonly reason: string;
}

/** A recorded file. */
export interface SegmentEvent {
  readonly path: PathView;
  readonly file: string;
  /** Seconds; only of a completed segment. */
  readonly duration?: number;
}

/** One line of metrics. */
export interface Metric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Every hook, its kind, what it is called with and what it answers.
 * `notify`: called in turn, synchronously; `series`: awaited in order, an error stops the rest; `first`: the first
 * answer that is not undefined wins; `collect`: all answers, joined.
 */
export interface HookTable {
  start: { kind: "series"; event: Configuration; answer: void };
  stop: { kind: "series"; event: void; answer: void };
  configChange: { kind: "notify"; event: Configuration; answer: void };
  authorize: { kind: "first"; event: AuthRequest; answer: AuthResult | undefined };
  pathCreated: { kind: "notify"; event: PathView; answer: void };
  pathRemoved: { kind: "notify"; event: PathView; answer: void };
  demand: { kind: "notify"; event: DemandEvent; answer: void };
  undemand: { kind: "notify"; event: UndemandEvent; answer: void };
  available: { kind: "notify"; event: PathView; answer: void };
  unavailable: { kind: "notify"; event: PathView; answer: void };
  online: { kind: "notify"; event: PathView; answer: void };
  offline: { kind: "notify"; event: PathView; answer: void };
  readerAdded: { kind: "notify"; event: ReaderEvent; answer: void };
  readerRemoved: { kind: "notify"; event: ReaderEvent; answer: void };
  connOpened: { kind: "notify"; event: ConnectionEvent; answer: void };
  connClosed: { kind: "notify"; event: ConnectionEvent; answer: void };
  segmentCreated: { kind: "notify"; event: SegmentEvent; answer: void };
  segmentCompleted: { kind: "notify"; event: SegmentEvent; answer: void };
  metrics: { kind: "collect"; event: void; answer: readonly Metric[] };
}

export type HookName = keyof HookTable;
type HookOf<K> = { [N in HookName]: HookTable[N]["kind"] extends K ? N : never }[HookName];
type Answer<N extends HookName> = HookTable[N]["kind"] extends "notify" ? void
  : HookTable[N]["answer"] | Promise<HookTable[N]["answer"]>;

/** What a plugin registers for hook `N`. */
export type Handler<N extends HookName> = (event: HookTable[N]["event"]) => Answer<N>;

interface Registration {
  readonly plugin: string;
  // deno-lint-ignore no-explicit-any
  readonly handle: (event: any) => any;
}

/** The hooks of one server. A handler that throws is named in the log and harms nobody else. */
export class Hooks {
  readonly #handlers = new Map<HookName, Registration[]>();

  constructor(private readonly log: Logger) {}

  /** Registers `handle` for `name`; returns the undo. */
  on<N extends HookName>(plugin: string, name: N, handle: Handler<N>): () => void {
    const registration = { plugin, handle };
    this.#handlers.set(name, [...this.#of(name), registration]);
    return () => this.#handlers.set(name, this.#of(name).filter((r) => r !== registration));
  }

  /** Calls every handler at once. */
  notify<N extends HookOf<"notify">>(name: N, event: HookTable[N]["event"]): void {
    for (const { plugin, handle } of this.#of(name)) {
      try {
        const answer = handle(event);
        if (answer instanceof Promise) answer.catch((error) => this.#failed(plugin, name, error));
      } catch (error) {
        this.#failed(plugin, name, error);
      }
    }
  }

  /** Awaits the handlers in order; the first error, with plugin and hook in its text, is thrown. */
  async series<N extends HookOf<"series">>(name: N, event: HookTable[N]["event"]): Promise<void> {
    for (const { plugin, handle } of this.#of(name)) {
      try {
        await handle(event);
      } catch (error) {
        throw new Error(`plugin ${plugin}, hook ${name}: ${messageOf(error)}`, { cause: error });
      }
    }
  }

  /** The first answer that is not undefined; a handler that throws counts as no answer. */
  async first<N extends HookOf<"first">>(
    name: N,
    event: HookTable[N]["event"],
  ): Promise<HookTable[N]["answer"]> {
    for (const { plugin, handle } of this.#of(name)) {
      try {
        const answer = await handle(event);
        if (answer !== undefined) return answer;
      } catch (error) {
        this.#failed(plugin, name, error);
      }
    }
    return undefined;
  }

  /** All answers in order of registration; a handler that throws is left out. */
  async collect<N extends HookOf<"collect">>(
    name: N,
    event: HookTable[N]["event"],
  ): Promise<HookTable[N]["answer"][]> {
    const answers: HookTable[N]["answer"][] = [];
    for (const { plugin, handle } of this.#of(name)) {
      try {
        answers.push(await handle(event));
      } catch (error) {
        this.#failed(plugin, name, error);
      }
    }
    return answers;
  }

  #of(name: HookName): readonly Registration[] {
    return this.#handlers.get(name) ?? [];
  }

  #failed(plugin: string, name: HookName, error: unknown): void {
    this.log.error(`plugin ${plugin}, hook ${name}: ${messageOf(error)}`);
  }
}
