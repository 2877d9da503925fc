import { formatProblem } from "core/config/check/problem.ts";
import { loadConfiguration, type Loaded, type LoadedConfiguration } from "core/config/load.ts";
import type { ConfigurationState } from "core/config/state.ts";
import { owners } from "../../../scripts/config/owners.ts";

export const FILE = "/srv/mediamtx.yml";

export interface LoadingOptions {
  readonly env?: Record<string, string>;
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  readonly previous?: ConfigurationState;
}

/** Loads a text as /srv/mediamtx.yml with the parameters of every plugin. */
export function load(yml: string, options: LoadingOptions = {}): Promise<Loaded> {
  const files: LoadingOptions["files"] = { ...options.files, [FILE]: yml };
  const bytes = (file: Uint8Array | string | undefined) =>
    typeof file === "string" ? new TextEncoder().encode(file) : file ?? null;
  return loadConfiguration({
    owners,
    env: options.env ?? {},
    cwd: "/srv",
    platform: "linux",
    readFile: (path) => Promise.resolve(bytes(files[path])),
    ...options.previous && { previous: options.previous },
  });
}

/** As `load`; throws the problems where there are any. */
export async function loadValid(
  yml: string,
  options: LoadingOptions = {},
): Promise<LoadedConfiguration> {
  const loaded = await load(yml, options);
  if (loaded.ok) return loaded;
  throw new Error(loaded.problems.map(formatProblem).join("\n"));
}

/** The problems of a text that must have some, without the file's name before the position. */
export async function problemsOf(yml: string, options: LoadingOptions = {}): Promise<string[]> {
  const loaded = await load(yml, options);
  if (loaded.ok) throw new Error(`it is valid:\n${yml}`);
  return loaded.problems.map((problem) => formatProblem(problem).replace(`${FILE}:`, ""));
}
