import { type Place, placeOf, type Problems } from "core/config/check/problem.ts";
import { checkTargets } from "core/config/check/targets.ts";
import type { Configuration, PathEntry, Report } from "core/config/configuration.ts";
import type { Assembly } from "core/config/state.ts";
import { Turns } from "core/turns.ts";

/** Applies every owner's rules. Entries that are taken over under the same global parameters are not looked at. */
export async function checkRules(configuration: Configuration, assembly: Assembly): Promise<void> {
  const turns = new Turns();
  const { schema, problems, previous, only } = assembly;
  for (const owner of schema.owners) owner.check?.(configuration, reportTo(problems));
  const before = previous?.configuration;
  const rules = schema.owners.filter((owner) => owner.checkPath);
  for (
    const entry of only === undefined ? configuration.paths.values() : one(configuration, only)
  ) {
    const known = before?.global === configuration.global && before.paths.get(entry.key) === entry;
    if (known) continue;
    if (turns.over) await turns.next();
    const own = reportOf(entry, assembly);
    checkTargets(entry, assembly, own);
    for (const owner of rules) owner.checkPath?.(entry, own, configuration);
  }
}

function one({ paths }: Configuration, key: string): PathEntry[] {
  const entry = paths.get(key);
  return entry ? [entry] : [];
}

/** Reports under the key as it is given. */
export function reportTo(problems: Problems): Report {
  return (key, text) => problems.add(partsOf(key), text);
}

function partsOf(key: Parameters<Report>[0]): Place {
  return typeof key === "string" ? placeOf(key) : key;
}

/** Reports at the entry where it sets the parameter itself or nobody does, else at the defaults. */
function reportOf(entry: PathEntry, { raw, problems }: Assembly): Report {
  return (key, text) => {
    const place = partsOf(key);
    const name = String(place[0]);
    const inherited = !entry.set.has(name) && name in raw.pathDefaults;
    const level = inherited ? ["pathDefaults"] : ["paths", entry.key];
    problems.add([...level, ...place], text);
  };
}
