import type { Configuration } from "core/config/configuration.ts";
import { messageOf } from "core/errors.ts";
import type { Extension } from "core/extensions/extension.ts";
import { pluginOf } from "core/extensions/plugin.ts";
import { type HostServices, RunningPlugin, titleOf } from "core/host/running_plugin.ts";
import type { Context, Plugin } from "core/plugin.ts";
import { Services } from "core/services/services.ts";

export type { HostServices } from "core/host/running_plugin.ts";

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

function failureOf(plugin: Plugin, cause: unknown): Error {
  return new Error(`[${titleOf(plugin)}] ${messageOf(cause)}`, { cause });
}
