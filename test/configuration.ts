import { formatProblem } from "core/config/check/problem.ts";
import type { Configuration } from "core/config/configuration.ts";
import { loadConfiguration } from "core/config/load.ts";
import type { ParameterOwner } from "core/config/owner.ts";
import type { ConfigurationState } from "core/config/state.ts";

/** The configurations that one server is given in turn, as texts of its file. What stays equal stays identical. */
export class ConfigurationFile {
  #previous: ConfigurationState | undefined;

  /** `owners`: whose parameters are known beside those of core. */
  constructor(private readonly owners: readonly ParameterOwner[] = []) {}

  /** Reads the next text as a reload does; rejects where it is not valid. */
  async read(yaml: string): Promise<Configuration> {
    const loaded = await loadConfiguration({
      file: "/mediamtx.yml",
      cwd: "/",
      platform: "linux",
      env: {},
      owners: this.owners,
      readFile: () => Promise.resolve(new TextEncoder().encode(yaml)),
      ...this.#previous && { previous: this.#previous },
    });
    if (!loaded.ok) {
      throw new Error(`Cannot read the test's file: ${formatProblem(loaded.problems[0])}`);
    }
    this.#previous = loaded.state;
    return loaded.configuration;
  }
}
