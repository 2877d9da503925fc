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
import { checkPathName, expressionOf, isCatchAll, isPatternKey } from "core/config/path_name.ts";
import { compilePattern, type Pattern } from "core/config/pattern/mod.ts";
import type { Decoded, Schema } from "core/config/schema.ts";
import type { Assembly } from "core/config/state.ts";

/** The entries of `paths` in the order of lookup; `former` are the defaults' parameters of former versions. */
export function buildEntries(
  assembly: Assembly,
  pathDefaults: Decoded,
  former: readonly Former[],
): Pick<Configuration, "paths" | "patterns"> {
  const keys = Object.keys(assembly.raw.paths);
  checkCatchAlls(keys, assembly.problems);
  const patterns: PathEntry[] = [];
  const paths = new Map<string, PathEntry>();
  for (const key of keys) {
    const entry = reusable(assembly, key, pathDefaults) ??
      build(assembly, key, pathDefaults, former);
    if (entry?.pattern) patterns.push(entry);
    else if (entry) paths.set(key, entry);
  }
  patterns.sort(byLookup);
  for (const entry of patterns) paths.set(entry.key, entry);
  return { paths, patterns };
}

function checkCatchAlls(keys: readonly string[], problems: Problems): void {
  const [first, ...more] = keys.filter(isCatchAll);
  for (const key of more) {
    const text = `it means the same as ${first}: every path; only one of them may be there`;
    problems.add(["paths", key], text, "key");
  }
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
  if (raw.paths[key] !== previous.raw.paths[key]) return undefined;
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
    raw.paths[key] ?? {},
    levelOf(schema, key),
    problems,
    warnings,
  );
  const values = { ...pathDefaults, ...own };
  const set = new Set(Object.keys(own));
  convert(inherited, draftOf(values));
  convert(former, draftOf(values, set));
  values.name = key;
  const entry: PathEntry = { key, pattern, values: values as unknown as PathEntry["values"], set };
  const before = previous?.configuration.paths.get(key);
  return before && isSame(before, entry) ? before : entry;
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
