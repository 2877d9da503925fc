import type { Authenticator } from "core/auth/request.ts";
import type { Configuration, GlobalParameters, PathEntry } from "core/config/configuration.ts";
import type { ParameterOwner } from "core/config/owner.ts";
import type { Parameters, Values } from "core/config/parameter.ts";
import type { Configurations } from "core/program/configurations.ts";
import type { Handler, HookName, Hooks } from "core/hooks.ts";
import type { HttpService } from "core/http/server.ts";
import type { HttpPrefix } from "core/http/settings.ts";
import type { Logger } from "core/log/logger.ts";
import type { DemandTimes } from "core/paths/demand.ts";
import type { PathManager } from "core/paths/manager.ts";
import type { Forwarder, Source } from "core/paths/source.ts";
import type { SessionKind } from "core/registry.ts";
import type { ServiceName, ServiceTable } from "core/services/services.ts";
import type { Clock } from "net/clock.ts";

/** A lifetime that a plugin hangs things on: undone last first when it ends. */
export interface Lifetime {
  /** Aborted when the end begins. */
  readonly signal: AbortSignal;
  /** Registers an undo; the result forgets it again. */
  defer(undo: () => void | Promise<void>): () => void;
}

/** Listeners that can be opened anew: for new certificates in the same files. */
export interface Reopenable {
  /** Never rejects: a failure is logged. */
  reopen(): Promise<void>;
}

/** What a plugin is given. Everything taken from it is undone when the plugin stops. */
export interface Context<Slice = unknown> extends Lifetime {
  /** The plugin's own parameters and those it reads. A new object after a reload: read it when needed. */
  readonly config: Slice;
  readonly log: Logger;
  /** A logger under another title, for a plugin that is several servers, or under none. */
  logAs(title?: string): Logger;
  readonly clock: Clock;
  readonly auth: Authenticator;
  readonly paths: PathManager;
  /** Lets it pull the streams of some URL schemes. */
  readonly sources: { add(schemes: readonly string[], source: Source): void };
  /** Lets it push streams to some URL schemes. */
  readonly forwards: { add(schemes: readonly string[], forwarder: Forwarder): void };
  /** Lets it bring publishers when somebody wants to read: see the hooks `demand` and `undemand`. */
  readonly demands: { add(timesOf: (entry: PathEntry) => DemandTimes | undefined): void };
  readonly hooks: {
    on<N extends HookName>(name: N, handle: Handler<N>): void;
    readonly notify: Hooks["notify"];
    readonly collect: Hooks["collect"];
  };
  readonly sessions: {
    add<T>(kind: SessionKind<T>): void;
    /** What every plugin has added; a new list whenever that changes. */
    kinds(): readonly SessionKind[];
  };
  /** Lets other plugins use something of this one, whose name they need not know. */
  provide<N extends ServiceName>(name: N, service: ServiceTable[N]): void;
  /** What another plugin provides, now: to be asked for at each use. */
  service<N extends ServiceName>(name: N): ServiceTable[N] | undefined;
  readonly configurations: Configurations;
  readonly http: {
    /**
     * Serves HTTP as the parameters of `httpParameters(prefix, …)` say, now and after every reload. Rejects where it
     * cannot listen at start-up; at a reload that is logged, and what was open stays so.
     */
    listen(prefix: HttpPrefix<Slice>, service: HttpService): Promise<void>;
  };
  /**
   * Opens listeners now, and anew whenever a parameter with the effect `listener` changes: the old ones are ended
   * first. What `open` throws at start-up ends the server; at a reload it is logged.
   */
  listen(open: (lifetime: Lifetime) => void | Promise<void>): Promise<Reopenable>;
  /** Called after a reload that changed the plugin's slice by effects no stronger than `listener`. */
  onChange(handle: (config: Slice) => void): void;
}

type SliceOf<G extends Parameters, R extends readonly (keyof GlobalParameters)[]> =
  & Values<G>
  & Pick<GlobalParameters, R[number]>;

/** A plugin as its folder declares it. */
export interface PluginDeclaration<
  G extends Parameters,
  R extends readonly (keyof GlobalParameters)[],
> extends ParameterOwner {
  /** The prefix of its log lines; the name where absent. */
  readonly title?: string;
  readonly global?: G;
  /** Parameters of others that it needs. */
  readonly reads?: R;
  /** It serves the paths, so it sees them end: stopped behind them, not before. */
  readonly outlivesPaths?: boolean;
  /** Whether the configuration asks for it; a plugin without this always runs. */
  enabled?(configuration: Configuration): boolean;
  /** Starts it. Absent for a plugin whose parameters are known but which is not in this build. */
  setup?(context: Context<SliceOf<G, R>>): void | Promise<void>;
}

/** A plugin in the list of plugins. */
export interface Plugin extends ParameterOwner {
  readonly title?: string;
  readonly reads?: readonly (keyof GlobalParameters)[];
  readonly outlivesPaths?: boolean;
  enabled?(configuration: Configuration): boolean;
  setup?(context: Context<never>): void | Promise<void>;
}

/** Types a plugin: a wrong hook, kind, result or parameter name does not compile. */
export function definePlugin<
  const G extends Parameters = Record<never, never>,
  const R extends readonly (keyof GlobalParameters)[] = readonly [],
>(plugin: PluginDeclaration<G, R>): Plugin {
  return plugin as Plugin;
}
