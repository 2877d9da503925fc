import { Buffer } from "node:buffer";
import {
  convert,
  decodeLevel,
  draftOf,
  type Former,
  type Level,
} from "core/config/check/decode.ts";
import type { Problems } from "core/config/check/problem.ts";
import { sameValue } from "core/config/check/same.ts";
import type { Configuration, PathEntry } from "core/config/configuration.ts";
import { EntryMap } from "core/config/entries/entry_map.ts";
import { hasLegacyCredentials } from "core/config/parameters/legacy/rules.ts";
import {
  checkPathName,
  expressionOf,
  isCatchAll,
  isPatternKey,
} from "core/config/entries/path_name.ts";
import { compilePattern, type Pattern } from "core/config/pattern/mod.ts";
import type { Decoded, Schema } from "core/config/schema.ts";
import type { Assembly, ConfigurationState } from "core/config/state.ts";
import { Turns } from "core/turns.ts";

/** The entries of `paths`; `former` are the defaults' parameters of former versions. */
export async function buildEntries(
  assembly: Assembly,
  pathDefaults: Decoded,
  former: readonly Former[],
): Promise<Pick<Configuration, "paths" | "patterns">> {
  const turns = new Turns();
  const keys = [...assembly.raw.paths.keys()];
  checkCatchAlls(keys, assembly.problems);
  const patterns: PathEntry[] = [];
  const paths = new Map<string, PathEntry>();
  for (const key of keys) {
    if (turns.over) await turns.next();
    const entry = reusable(assembly, key, pathDefaults) ??
      build(assembly, key, pathDefaults, former);
    if (entry?.pattern) patterns.push(entry);
    if (entry) paths.set(key, entry);
  }
  return { paths: EntryMap.of(paths), patterns: patterns.sort(byLookup) };
}

function checkCatchAlls(keys: readonly string[], problems: Problems): void {
  const [first, ...more] = keys.filter(isCatchAll);
  for (const key of more) {
    const text = `it means the same as ${first}: every path; only one of them may be there`;
    problems.add(["paths", key], text, "key");
  }
}

/** The entries with the one of `key` built anew, or left out where its raw value is gone. */
export function rebuildEntry(
  assembly: Assembly,
  { configuration, inherited }: ConfigurationState,
  key: string,
): Pick<Configuration, "paths" | "patterns"> {
  const before = configuration.paths.get(key);
  const defaults = configuration.pathDefaults as unknown as Decoded;
  const there = assembly.raw.paths.has(key);
  if (there && isCatchAll(key)) checkCatchAlls([...assembly.raw.paths.keys()], assembly.problems);
  const entry = there ? build(assembly, key, defaults, inherited) : undefined;
  const paths = configuration.paths.with(key, entry);
  if (!before?.pattern && !entry?.pattern) return { paths, patterns: configuration.patterns };
  const others = configuration.patterns.filter((pattern) => pattern !== before);
  return { paths, patterns: entry?.pattern ? [...others, entry].sort(byLookup) : others };
}

/** By the bytes of the key, `all` and `all_others` last. */
function byLookup(a: PathEntry, b: PathEntry): number {
  const rank = (entry: PathEntry) => Number(!entry.key.startsWith("~"));
  return rank(a) - rank(b) || Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

/** The entry as it was, where nothing that it depends on has been written anew. */
function reusable(
  { raw, previous }: Assembly,
  key: string,
  pathDefaults: Decoded,
): PathEntry | undefined {
  if (!previous || raw.pathDefaults !== previous.raw.pathDefaults) return undefined;
  if (raw.paths.get(key) !== previous.raw.paths.get(key)) return undefined;
  if ((pathDefaults as unknown) !== previous.configuration.pathDefaults) return undefined;
  return previous.configuration.paths.get(key);
}

function build(
  assembly: Assembly,
  key: string,
  pathDefaults: Decoded,
  inherited: readonly Former[],
): PathEntry | undefined {
  const { schema, raw, problems, warnings, previous } = assembly;
  const pattern = patternOf(key, problems);
  if (pattern === undefined) return undefined;
  const { values: own, former } = decodeLevel(
    raw.paths.get(key) ?? {},
    levelOf(schema, key),
    problems,
    warnings,
  );
  const values = { ...pathDefaults, ...own };
  const set = new Set(Object.keys(own));
  convert(inherited, draftOf(values));
  convert(former, draftOf(values, set));
  values.name = key;
  const entry = entryOf(key, pattern, values as unknown as PathEntry["values"], set);
  const before = previous?.configuration.paths.get(key);
  return before && isSame(before, entry) ? before : entry;
}

function entryOf(
  key: string,
  pattern: Pattern | null,
  values: PathEntry["values"],
  set: ReadonlySet<string>,
): PathEntry {
  const scheme = values.source.split(":", 1)[0];
  return { key, pattern, values, set, scheme, legacy: hasLegacyCredentials(values) };
}

function levelOf(schema: Schema, key: string): Level {
  return {
    declared: schema.path,
    place: ["paths", key],
    nullLists: true,
    elsewhere: (name) =>
      schema.global.has(name) ? `${name} is not of paths: it stands at the top` : undefined,
  };
}

/** Null for a static entry; undefined, with a problem, where the key cannot be used. */
function patternOf(key: string, problems: Problems): Pattern | null | undefined {
  if (!isPatternKey(key)) {
    const reason = checkPathName(key);
    if (reason === undefined) return null;
    problems.add(["paths", key], `the name of a path cannot be used: ${reason}`, "key");
    return undefined;
  }
  const pattern = compilePattern(expressionOf(key));
  if (!("error" in pattern)) return pattern;
  const text = `the regular expression cannot be used: ${pattern.error}`;
  problems.add(["paths", key], text, "key");
  return undefined;
}

function isSame(a: PathEntry, b: PathEntry): boolean {
  return sameValue(a.values, b.values) && a.set.symmetricDifference(b.set).size === 0;
}
