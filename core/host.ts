import type { Authenticator } from "core/auth/request.ts";
import type { Configuration, GlobalParameters } from "core/config/configuration.ts";
import { sameValue } from "core/config/check/same.ts";
import { type Effect, isDeprecated } from "core/config/parameter.ts";
import { sliceOf, strongest } from "core/config/slice.ts";
import { messageOf } from "core/errors.ts";
import type { Extension } from "core/extensions/extension.ts";
import { pluginOf } from "core/extensions/plugin.ts";
import type { Configurations } from "core/program/configurations.ts";
import type { Hooks } from "core/hooks.ts";
import { HttpServer } from "core/http/server.ts";
import { parametersOf } from "core/http/settings.ts";
import type { HttpSurroundings } from "core/http/surroundings.ts";
import type { Logger } from "core/log/logger.ts";
import type { PathManager } from "core/paths/manager.ts";
import type { Context, Lifetime, Plugin, Reopenable } from "core/plugin.ts";
import type { SessionRegistry } from "core/registry.ts";
import { Scope } from "core/scope.ts";
import { Services } from "core/services/services.ts";
import type { Clock } from "net/clock.ts";

/** What the host hands on to plugins. */
export interface HostServices {
  readonly log: Logger;
  readonly clock: Clock;
  readonly auth: Authenticator;
  readonly paths: PathManager;
  readonly hooks: Hooks;
  readonly sessions: SessionRegistry;
  readonly configurations: Configurations;
  readonly http: HttpSurroundings;
}

/** Starts plugins in order, stops them in reverse, and gives each only its own part of a new configuration. */
export class PluginHost {
  readonly #running: RunningPlugin[] = [];
  /** Switched on but not in this build; what was said once. */
  readonly #absent = new Set<Plugin>();
  /** Plugins of third parties that the configuration asks for. */
  #extensions: ReadonlyMap<Extension, Plugin> = new Map();
  /** What plugins do for each other. */
  readonly #provided = new Services();
  #started = false;
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly plugins: readonly Plugin[],
    private readonly services: HostServices,
  ) {}

  /** Starts what `configuration` asks for. Throws, with everything undone, when one cannot start. */
  async start(configuration: Configuration): Promise<void> {
    try {
      for (const plugin of this.#all(configuration)) await this.#start(plugin, configuration);
      await this.services.hooks.series("start", configuration);
      this.#started = true;
    } catch (error) {
      this.services.log.error(messageOf(error));
      await this.stop();
      throw error;
    }
  }

  /** Gives every plugin its part of `next`; one whose part is the same is not touched. */
  async configure(next: Configuration): Promise<void> {
    const plugins = this.#all(next);
    const gone = this.#running.filter(({ plugin }) => !plugins.includes(plugin));
    for (const running of gone.reverse()) await this.#stop(running);
    for (const plugin of plugins) {
      try {
        await this.#configure(plugin, next);
      } catch (error) {
        this.services.log.error(messageOf(error));
      }
    }
    this.services.hooks.notify("configChange", next);
  }

  /** Stops everything that runs, last first. Never rejects; a second call waits for the first. */
  stop(): Promise<void> {
    return this.#stopOnce(() => true);
  }

  /** Stops, last first, those that do not outlive the paths. Never rejects. */
  retire(): Promise<void> {
    return this.#stopOnce(({ plugin }) => !plugin.outlivesPaths);
  }

  #stopOnce(which: (running: RunningPlugin) => boolean): Promise<void> {
    return this.#stopping ??= this.#stopAll(which).finally(() => this.#stopping = undefined);
  }

  async #stopAll(which: (running: RunningPlugin) => boolean): Promise<void> {
    const { hooks, log } = this.services;
    if (this.#started) {
      await hooks.series("stop", undefined).catch((error) => log.error(messageOf(error)));
    }
    this.#started = false;
    for (let last = this.#running.findLast(which); last; last = this.#running.findLast(which)) {
      await this.#stop(last);
    }
  }

  /** Third parties' first, so that they see and decide everything from the beginning. */
  #all({ extensions }: Configuration): readonly Plugin[] {
    const known = this.#extensions;
    this.#extensions = new Map(extensions.map((one) => [one, known.get(one) ?? pluginOf(one)]));
    return [...this.#extensions.values(), ...this.plugins];
  }

  async #configure(plugin: Plugin, next: Configuration): Promise<void> {
    const running = this.#running.find((r) => r.plugin === plugin);
    if (!running) return this.#start(plugin, next);
    if (!wanted(plugin, next)) return this.#stop(running);
    const effect = running.take(next);
    if (effect === "sessions") {
      await this.#stop(running);
      return this.#start(plugin, next);
    }
    if (effect === "listener") await running.relisten();
    if (effect !== undefined) running.changed();
  }

  async #start(plugin: Plugin, configuration: Configuration): Promise<void> {
    if (!wanted(plugin, configuration)) return void this.#absent.delete(plugin);
    if (!plugin.setup) return this.#miss(plugin);
    const running = new RunningPlugin(plugin, configuration, this.services, this.#provided);
    this.#running.push(running);
    try {
      await plugin.setup(running.context as Context<never>);
    } catch (error) {
      await this.#stop(running);
      throw failureOf(plugin, error);
    }
  }

  #miss(plugin: Plugin): void {
    if (this.#absent.has(plugin)) return;
    this.#absent.add(plugin);
    this.services.log.warn(`[${titleOf(plugin)}] is switched on but not in this build`);
  }

  async #stop(running: RunningPlugin): Promise<void> {
    this.#running.splice(this.#running.indexOf(running), 1);
    await running.scope.close();
  }
}

function wanted(plugin: Plugin, configuration: Configuration): boolean {
  try {
    return plugin.enabled?.(configuration) ?? true;
  } catch (error) {
    throw failureOf(plugin, error);
  }
}

function titleOf({ title, name }: Plugin): string {
  return title ?? name;
}

function failureOf(plugin: Plugin, cause: unknown): Error {
  return new Error(`[${titleOf(plugin)}] ${messageOf(cause)}`, { cause });
}

/** Only the names of the plugin are there; its context types tell which. */
type Slice = Readonly<GlobalParameters>;

/** One plugin while it runs: its scope, its slice of the configuration, its listeners. */
class RunningPlugin {
  readonly scope: Scope;
  readonly context: Context;
  readonly #log: Logger;
  readonly #listeners: Listener[] = [];
  readonly #watchers: ((config: unknown) => void)[] = [];
  readonly #names: readonly (keyof GlobalParameters)[];
  #slice: Slice;

  constructor(
    readonly plugin: Plugin,
    configuration: Configuration,
    services: HostServices,
    provided: Services,
  ) {
    const log = services.log.child(titleOf(plugin));
    this.#log = log;
    this.scope = new Scope((reason) => log.error(`at stop: ${reason}`));
    const own = Object.entries(plugin.global ?? {}).filter(([, declared]) =>
      !isDeprecated(declared)
    );
    const names = own.map(([name]) => name as keyof GlobalParameters);
    this.#names = [...names, ...(plugin.reads ?? [])];
    this.#slice = this.#sliceOf(configuration);
    this.context = this.#contextOf(services, provided, log);
  }

  /** Takes its part of `next`; the strongest effect of what changed, undefined where nothing did. */
  take(next: Configuration): Effect | undefined {
    const before = this.#slice, after = this.#sliceOf(next, before);
    if (after === before) return undefined;
    this.#slice = after;
    const changed = this.#names.filter((name) => !sameValue(before[name], after[name]));
    return strongest(changed.map((name) => next.effects.global.get(name) ?? "live"));
  }

  /** Ends every listener and opens it anew. */
  async relisten(): Promise<void> {
    for (const listener of this.#listeners) await listener.close();
    for (const listener of this.#listeners) await listener.reopen();
  }

  changed(): void {
    for (const watch of this.#watchers) {
      try {
        watch(this.#slice);
      } catch (error) {
        this.#log.error(`at reload: ${messageOf(error)}`);
      }
    }
  }

  #sliceOf(configuration: Configuration, previous?: Slice): Slice {
    return sliceOf(configuration, this.#names, previous);
  }

  #contextOf(services: HostServices, provided: Services, log: Logger): Context {
    const { scope, plugin } = this;
    const { hooks, paths, sessions } = services;
    const slice = () => this.#slice;
    return {
      get config() {
        return slice();
      },
      log,
      logAs: (title) => title === undefined ? services.log : services.log.child(title),
      clock: services.clock,
      auth: services.auth,
      paths,
      signal: scope.signal,
      defer: (undo) => scope.defer(undo),
      hooks: {
        on: (name, handle) => void scope.defer(hooks.on(plugin.name, name, handle)),
        notify: hooks.notify.bind(hooks),
        collect: hooks.collect.bind(hooks),
      },
      sessions: {
        add: (kind) => void scope.defer(sessions.add(kind)),
        kinds: () => sessions.kinds,
      },
      provide: (...service) => void scope.defer(provided.provide(...service)),
      service: (name) => provided.find(name),
      configurations: services.configurations,
      http: {
        listen: async (prefix, service) => {
          const parameters = () => parametersOf(this.#slice, prefix);
          const server = new HttpServer(parameters, service, services.http, log);
          scope.defer(() => server.close());
          this.#watchers.push(() => void server.update());
          await server.open();
        },
      },
      sources: { add: (...source) => void scope.defer(paths.addSource(...source)) },
      forwards: { add: (...forwarder) => void scope.defer(paths.addForwarder(...forwarder)) },
      demands: { add: (timesOf) => void scope.defer(paths.addDemand(timesOf)) },
      listen: async (open) => {
        const listener = new Listener(scope, log, open);
        this.#listeners.push(listener);
        await listener.open();
        return listener;
      },
      onChange: (handle) => void this.#watchers.push(handle as (config: unknown) => void),
    };
  }
}

/** Listeners of one plugin that are opened and closed together. */
class Listener implements Reopenable {
  #scope: Scope | undefined;
  #reopened: Promise<void> = Promise.resolve();

  constructor(
    private readonly parent: Scope,
    private readonly log: Logger,
    private readonly opener: (lifetime: Lifetime) => void | Promise<void>,
  ) {}

  async open(): Promise<void> {
    this.#scope = this.parent.child();
    await this.opener(this.#scope);
  }

  reopen(): Promise<void> {
    return this.#reopened = this.#reopened.then(() => this.#reopen());
  }

  async close(): Promise<void> {
    await this.#scope?.close();
  }

  async #reopen(): Promise<void> {
    try {
      await this.close();
      if (!this.parent.closed) await this.open();
    } catch (error) {
      this.log.error(messageOf(error));
      await this.close();
    }
  }
}
