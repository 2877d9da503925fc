import type { Problems } from "core/config/check/problem.ts";
import { absolute, type SearchOptions } from "core/config/file/search.ts";
import type { ConfigurationState } from "core/config/state.ts";
import { filmOf } from "core/paths/filler/film.ts";

export type FileAccess = Pick<SearchOptions, "cwd" | "platform" | "readFile">;

/** Checks the files of paths that are always available, save those of entries that are as they were. */
export async function checkFillerFiles(
  { configuration }: ConfigurationState,
  { cwd, platform, readFile }: FileAccess,
  problems: Problems,
  previous?: ConfigurationState,
): Promise<void> {
  for (const [key, entry] of configuration.paths) {
    const { alwaysAvailable, alwaysAvailableFile: file } = entry.values;
    if (!alwaysAvailable || !file || previous?.configuration.paths.get(key) === entry) continue;
    const bytes = await readFile(absolute(file, cwd, platform)).catch(() => null);
    const film = bytes ? filmOf(bytes) : "it cannot be read";
    if (typeof film === "string") {
      problems.add(["paths", key, "alwaysAvailableFile"], `'${file}' cannot be used: ${film}`);
    }
  }
}
