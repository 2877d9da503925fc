import type { Authenticator } from "core/auth/request.ts";
import { sameValue } from "core/config/check/same.ts";
import type { Configuration, GlobalParameters } from "core/config/configuration.ts";
import { type Effect, isDeprecated } from "core/config/parameter.ts";
import { sliceOf, strongest } from "core/config/slice.ts";
import { messageOf } from "core/errors.ts";
import type { Hooks } from "core/hooks.ts";
import { Listener } from "core/host/listener.ts";
import { HttpServer } from "core/http/server.ts";
import { parametersOf } from "core/http/settings.ts";
import type { HttpSurroundings } from "core/http/surroundings.ts";
import type { Logger } from "core/log/logger.ts";
import type { PathManager } from "core/paths/manager.ts";
import type { Context, Plugin } from "core/plugin.ts";
import type { Configurations } from "core/program/configurations.ts";
import type { SessionRegistry } from "core/registry.ts";
import { Scope } from "core/scope.ts";
import type { Services } from "core/services/services.ts";
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

/** Only the names of the plugin are there; its context types tell which. */
type Slice = Readonly<GlobalParameters>;

/** One plugin while it runs: its scope, its slice of the configuration, its listeners. */
export class RunningPlugin {
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

/** What the log calls a plugin. */
export function titleOf({ title, name }: Plugin): string {
  return title ?? name;
}
