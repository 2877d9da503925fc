import { sameValue } from "core/config/check/same.ts";
import type { Place, Problems } from "core/config/check/problem.ts";

/** The values of one level by name, as YAML or JSON holds them. */
export type RawSection = Readonly<Record<string, unknown>>;

/** A configuration as it was written, environment included: nothing decoded, no defaults. */
export interface RawConfiguration {
  readonly global: RawSection;
  readonly pathDefaults: RawSection;
  readonly paths: ReadonlyMap<string, RawSection | null>;
}

/** Whether a raw value is a map of names to values. */
export function isSection(value: unknown): value is RawSection {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An empty map that takes every name, `__proto__` included. */
export function emptySection<T = unknown>(): Record<string, T> {
  return Object.create(null);
}

/** A copy of a map that takes every name. */
export function copyOf<T>(section: Readonly<Record<string, T>>): Record<string, T> {
  return Object.assign(emptySection<T>(), section);
}

/** `next` with the sections of `before` wherever they are equal: what is the same is not checked again. */
export function sharedRaw(before: RawConfiguration, next: RawConfiguration): RawConfiguration {
  const known = <T>(one: T, other: T) => sameValue(one, other) ? one : other;
  const paths = new Map<string, RawSection | null>();
  for (const [key, entry] of next.paths) {
    paths.set(key, known(before.paths.get(key) ?? null, entry));
  }
  return {
    global: known(before.global, next.global),
    pathDefaults: known(before.pathDefaults, next.pathDefaults),
    paths,
  };
}

/** A whole document: `plugins` stands apart, since nothing but the file may speak of them. */
export interface RawDocument extends RawConfiguration {
  readonly plugins: unknown;
}

/** Takes a whole document apart; what is no map where one must be is a problem and left out. */
export function splitRaw(document: unknown, problems: Problems): RawDocument {
  const whole = sectionAt(document, [], problems);
  const { pathDefaults, paths, plugins, ...global } = whole;
  const entries = new Map<string, RawSection | null>();
  for (const [key, entry] of Object.entries(sectionAt(paths, ["paths"], problems))) {
    entries.set(key, entry === null ? null : sectionAt(entry, ["paths", key], problems));
  }
  return {
    global,
    pathDefaults: sectionAt(pathDefaults, ["pathDefaults"], problems),
    paths: entries,
    plugins,
  };
}

function sectionAt(value: unknown, place: Place, problems: Problems): RawSection {
  if (value === undefined || value === null) return emptySection();
  if (isSection(value)) return value;
  const what = Array.isArray(value) ? "a list" : "a single value";
  problems.add(place, `found ${what}; allowed: names with values, as in NAME: VALUE`);
  return emptySection();
}
