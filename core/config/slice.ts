import { sameValue } from "core/config/check/same.ts";
import type { Configuration, GlobalParameters, PathEntry } from "core/config/configuration.ts";
import { type Effect, EFFECTS } from "core/config/parameter.ts";

/** What differs between two configurations. */
export interface Difference {
  /** The names of the global parameters. */
  readonly global: ReadonlySet<keyof GlobalParameters>;
  readonly added: readonly PathEntry[];
  readonly removed: readonly PathEntry[];
  readonly changed: readonly ChangedEntry[];
}

export interface ChangedEntry {
  readonly before: PathEntry;
  readonly after: PathEntry;
  readonly effect: Effect;
}

/** Compares two configurations; entries that are the same object are equal. */
export function difference(before: Configuration, after: Configuration): Difference {
  const names = Object.keys(after.global) as (keyof GlobalParameters)[];
  const global = names.filter((name) => !sameValue(before.global[name], after.global[name]));
  const changed: ChangedEntry[] = [];
  for (const [key, entry] of after.paths) {
    const old = before.paths.get(key);
    if (!old || old === entry) continue;
    changed.push({ before: old, after: entry, effect: pathEffect(after, old, entry) });
  }
  const added = [...after.paths.values()].filter(({ key }) => !before.paths.has(key));
  const removed = [...before.paths.values()].filter(({ key }) => !after.paths.has(key));
  return { global: new Set(global), added, removed, changed };
}

/** What it takes to put one entry in the place of another; `live` where no value differs, `name` apart. */
export function pathEffect(
  { effects }: Pick<Configuration, "effects">,
  before: PathEntry,
  after: PathEntry,
): Effect {
  const names = Object.keys(after.values) as (keyof PathEntry["values"])[];
  const changed = names.filter((name) => !sameValue(before.values[name], after.values[name]));
  return strongest(changed.map((name) => effects.path.get(name) ?? "path"));
}

/** The strongest of some effects; `live` of none. */
export function strongest(effects: Iterable<Effect>): Effect {
  let index = 0;
  for (const effect of effects) index = Math.max(index, EFFECTS.indexOf(effect));
  return EFFECTS[index];
}

/** The global parameters of some names; `previous` itself where they are all equal to it. */
export function sliceOf<K extends keyof GlobalParameters>(
  configuration: Configuration,
  names: readonly K[],
  previous?: Readonly<Pick<GlobalParameters, K>>,
): Readonly<Pick<GlobalParameters, K>> {
  const slice = {} as Pick<GlobalParameters, K>;
  for (const name of names) slice[name] = configuration.global[name];
  return previous && sameValue(previous, slice) ? previous : Object.freeze(slice);
}
