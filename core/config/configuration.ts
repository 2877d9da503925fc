/**
 * Every global parameter by name. Core's own are here by declaration merging, as are each plugin's: a plugin's
 * config.ts says `declare module "core/config/configuration.ts" { interface GlobalParameters extends … {} }`.
 */
// deno-lint-ignore no-empty-interface
export interface GlobalParameters {}

/** Every parameter of a path, merged the same way. */
// deno-lint-ignore no-empty-interface
export interface PathParameters {}

/** One entry of `paths`. */
export interface PathEntry {
  /** The key in the file: a name, `all_others`, or `~EXPR`. */
  readonly key: string;
  /** Matches names for regular-expression and catch-all entries; null for a static entry. */
  readonly pattern: RegExp | null;
  /** The defaults with the entry's own values on top, all decoded. */
  readonly values: PathParameters;
  /** The names of the parameters that the entry itself sets. */
  readonly set: ReadonlySet<string>;
}

/** A whole, checked configuration. Immutable: a reload makes a new one. */
export interface Configuration {
  readonly global: GlobalParameters;
  readonly pathDefaults: PathParameters;
  /** In the order of lookup: static entries, then patterns by key, catch-all last. */
  readonly paths: ReadonlyMap<string, PathEntry>;
  /** The names of the global parameters that the file or the environment sets. */
  readonly set: ReadonlySet<string>;
}

/** Collects what is wrong; `key` is the dotted place in the file: `rtspAddress`, `paths.cam.source`. */
export type Report = (key: string, problem: string) => void;
