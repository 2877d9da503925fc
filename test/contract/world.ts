import { Attempts } from "core/auth/attempts.ts";
import { createAuthenticator } from "core/auth/authenticator.ts";
import type { Configuration } from "core/config/configuration.ts";
import { type Handler, type HookName, Hooks } from "core/hooks.ts";
import { PluginHost } from "core/host/host.ts";
import { PathManager } from "core/paths/manager.ts";
import type { Plugin } from "core/plugin.ts";
import { random32 } from "core/random.ts";
import { SessionRegistry } from "core/registry.ts";
import { type Clock, systemClock } from "net/clock.ts";
import { ConfigurationFile, configurationsOf, httpSurroundings } from "../configuration.ts";
import { settle } from "../fake_clock.ts";
import { LogLines } from "../log_lines.ts";

/** The clock of the machine, with its timers counted. */
export class CountingClock implements Clock {
  /** Timers that wait. */
  pending = 0;

  now(): number {
    return systemClock.now();
  }

  wall(): number {
    return systemClock.wall();
  }

  setTimer(fn: () => void, ms: number): () => void {
    let waits = true;
    const ended = () => {
      if (waits) this.pending--;
      waits = false;
    };
    this.pending++;
    const cancel = systemClock.setTimer(() => {
      ended();
      fn();
    }, ms);
    return () => {
      ended();
      cancel();
    };
  }
}

/** Hooks whose handlers are counted. */
class CountingHooks extends Hooks {
  registered = 0;

  override on<N extends HookName>(plugin: string, name: N, handle: Handler<N>): () => void {
    const undo = super.on(plugin, name, handle);
    this.registered++;
    return () => {
      this.registered--;
      undo();
    };
  }
}

/** What a plugin may hold on to: equal before and after it ran. */
export interface Holdings {
  /** Kinds of the open descriptors, sorted: `socket`, `anon_inode:inotify`, … */
  readonly descriptors: readonly string[];
  readonly timers: number;
  readonly hooks: number;
  readonly sessions: readonly string[];
}

/**
 * Everything around one plugin, as the program sets it up, but that wrong passwords are answered at once; others of the
 * list only lend their parameters.
 */
export class World {
  readonly log = new LogLines();
  readonly clock = new CountingClock();
  readonly hooks = new CountingHooks(this.log.log);
  readonly sessions = new SessionRegistry();
  readonly paths: PathManager;
  readonly #direct;
  readonly #host: PluginHost;

  private constructor(
    plugins: readonly Plugin[],
    private readonly file: ConfigurationFile,
    private readonly configuration: Configuration,
  ) {
    const { log: { log }, clock, hooks, sessions } = this;
    const direct = this.#direct = createAuthenticator(configuration.global, clock);
    const auth = new Attempts(direct, clock, log, () => 0);
    this.paths = new PathManager(configuration, {
      auth,
      surroundings: { hooks, log, clock, random32 },
    });
    const paths = this.paths;
    const apply = async (next: Configuration) => {
      direct.configure(next.global);
      await paths.configure(next);
      await this.#host.configure(next);
    };
    const configurations = configurationsOf(file, { log, apply });
    const http = httpSurroundings({ auth, clock, configurations });
    const services = { log, clock, auth, paths, hooks, sessions, configurations, http };
    this.#host = new PluginHost(plugins, services);
  }

  /** `running`: the plugins to start; `known`: those whose parameters `yaml` may hold. */
  static async of(
    running: readonly Plugin[],
    known: readonly Plugin[],
    yaml: string,
  ): Promise<World> {
    const file = new ConfigurationFile(known);
    return new World(running, file, await file.read(yaml));
  }

  /** Rejects, with everything undone, where a plugin cannot start. */
  async start(): Promise<void> {
    await this.#host.start(this.configuration);
    await this.paths.start();
  }

  async reload(yaml: string): Promise<void> {
    const next = await this.file.read(yaml);
    await this.paths.configure(next);
    await this.#host.configure(next);
  }

  async stop(): Promise<void> {
    await this.#host.retire();
    await this.paths.close();
    await this.#host.stop();
    this.#direct.close();
    await settle();
  }

  /** What is held now, by the whole process as far as descriptors go. */
  holdings(): Holdings {
    return {
      descriptors: descriptors(),
      timers: this.clock.pending,
      hooks: this.hooks.registered,
      sessions: [...this.sessions.kinds].map(({ kind }) => kind),
    };
  }
}

/** Linux only: elsewhere there is nothing to count. */
function descriptors(): string[] {
  if (Deno.build.os !== "linux") return [];
  const kinds: string[] = [];
  for (const { name } of Deno.readDirSync("/proc/self/fd")) {
    try {
      kinds.push(Deno.readLinkSync(`/proc/self/fd/${name}`).replace(/:\[\d+\]$/, ""));
    } catch {
      // The descriptor that this very reading had open.
    }
  }
  return kinds.sort();
}
