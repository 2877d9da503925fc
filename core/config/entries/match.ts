import type { Configuration, PathEntry } from "core/config/configuration.ts";
import { checkPathName } from "core/config/entries/path_name.ts";

/** The entry that a name belongs to, and the groups of its expression: `$G1` is `groups[0]`. */
export type PathMatch = { readonly entry: PathEntry; readonly groups: readonly string[] };

/** Finds the entry for a path: the key that equals its name, else the first pattern that matches. */
export function matchPath(
  configuration: Pick<Configuration, "paths" | "patterns">,
  name: string,
): PathMatch | { readonly error: string } {
  const entry = configuration.paths.get(name);
  if (entry) return { entry, groups: [] };
  const reason = checkPathName(name);
  if (reason !== undefined) return { error: `invalid path name: ${reason} (${shortened(name)})` };
  for (const candidate of configuration.patterns) {
    const match = candidate.pattern?.exec(name);
    if (match) return { entry: candidate, groups: match.slice(1) };
  }
  return { error: `path '${name}' is not configured` };
}

/** Names come from requests: a log line shows the beginning of a long one, without control characters. */
function shortened(name: string): string {
  // deno-lint-ignore no-control-regex
  const printable = name.replace(/[\x00-\x1f\x7f-\x9f]/g, "?");
  return printable.length > 200 ? `${printable.slice(0, 200)}…` : printable;
}
