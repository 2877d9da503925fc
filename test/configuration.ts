import type { Authenticator } from "core/auth/request.ts";
import { formatProblem } from "core/config/check/problem.ts";
import type { Configuration } from "core/config/configuration.ts";
import { loadConfiguration } from "core/config/load.ts";
import type { ParameterOwner } from "core/config/owner.ts";
import type { Change } from "core/config/patch.ts";
import type { ConfigurationState } from "core/config/state.ts";
import { type Configurations, LiveConfigurations } from "core/program/configurations.ts";
import type { HttpSurroundings } from "core/http/surroundings.ts";
import type { Logger } from "core/log/logger.ts";
import type { Clock } from "net/clock.ts";

const FILE = "/mediamtx.yml";

/** The configurations that one server is given in turn, as texts of its file. What stays equal stays identical. */
export class ConfigurationFile {
  #previous: ConfigurationState | undefined;

  /** `owners`: whose parameters are known beside those of core. */
  constructor(private readonly owners: readonly ParameterOwner[] = []) {}

  /** The last that was read. */
  get state(): ConfigurationState {
    if (!this.#previous) throw new Error("Cannot give a state: nothing was read");
    return this.#previous;
  }

  /** Reads the next text as a reload does; rejects where it is not valid. */
  async read(yaml: string): Promise<Configuration> {
    const loaded = await loadConfiguration({
      file: FILE,
      cwd: "/",
      platform: "linux",
      env: {},
      owners: this.owners,
      readFile: (path) =>
        path === FILE ? Promise.resolve(new TextEncoder().encode(yaml)) : Deno.readFile(path),
      ...this.#previous && { previous: this.#previous },
    });
    if (!loaded.ok) {
      throw new Error(`Cannot read the test's file: ${formatProblem(loaded.problems[0])}`);
    }
    this.#previous = loaded.state;
    return loaded.configuration;
  }
}

/** The configuration of a file that was read, as plugins change it; `apply` puts it in force. */
export function configurationsOf(
  file: ConfigurationFile,
  { log, apply = () => Promise.resolve(), persist = () => {} }: {
    readonly log: Logger;
    readonly persist?: (change: Change) => void;
    readonly apply?: (next: Configuration) => Promise<void>;
  },
): LiveConfigurations {
  const files = { cwd: "/", platform: "linux", readFile: () => Promise.resolve(null) };
  return new LiveConfigurations(file.state, [], { log, files, apply, persist });
}

/** What HTTP servers need. */
export function httpSurroundings(
  { auth, clock, configurations }: {
    readonly auth: Authenticator;
    readonly clock: Clock;
    readonly configurations: Configurations;
  },
): HttpSurroundings {
  const global = () => configurations.state.configuration.global;
  return { auth, direct: auth, clock, global };
}
