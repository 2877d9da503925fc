import type { EntryMap } from "core/config/entries/entry_map.ts";
import type { Effect, FieldValues, Values } from "core/config/parameter.ts";
import type { alwaysAvailable } from "core/config/parameters/always_available.ts";
import type { authentication } from "core/config/parameters/authentication.ts";
import type { forwardFields } from "core/config/parameters/forward.ts";
import type { general } from "core/config/parameters/general.ts";
import type { legacyCredentials } from "core/config/parameters/legacy/credentials.ts";
import type { path, publisher } from "core/config/parameters/path.ts";
import type { Pattern } from "core/config/pattern/mod.ts";
import type { Extension } from "core/extensions/extension.ts";

/**
 * Every global parameter by name. Those of plugins are here by declaration merging: a plugin's config.ts says
 * `declare module "core/config/configuration.ts" { interface GlobalParameters extends Values<typeof global> {} }`.
 */
export interface GlobalParameters extends Values<typeof general>, Values<typeof authentication> {}

/** Every parameter of a path, merged the same way. */
export interface PathParameters
  extends
    Values<typeof path>,
    Values<typeof legacyCredentials>,
    Values<typeof publisher>,
    Values<typeof alwaysAvailable> {
  readonly forward: readonly ForwardDestination[];
}

/** One entry of `forward`, merged the same way. */
export interface ForwardDestination extends FieldValues<typeof forwardFields> {}

/** One entry of `paths`. */
export interface PathEntry {
  /** The key in the file: a name, `all_others`, or `~EXPR`. */
  readonly key: string;
  /** Matches names for regular-expression and catch-all entries; null for a static entry. */
  readonly pattern: Pattern | null;
  /** The defaults with the entry's own values on top, all decoded. */
  readonly values: PathParameters;
  /** The names of the parameters that the entry itself sets. */
  readonly set: ReadonlySet<string>;
  /** Of its source: `rtsp`, `udp+mpegts`, or the whole word: `publisher`. */
  readonly scheme: string;
  /** It has credentials of former versions. */
  readonly legacy: boolean;
}

/** A whole, checked configuration. Immutable: a reload makes a new one. */
export interface Configuration {
  readonly global: GlobalParameters;
  readonly pathDefaults: PathParameters;
  /** By key. */
  readonly paths: EntryMap<PathEntry>;
  /** The entries of `paths` that have a pattern, in the order of lookup. */
  readonly patterns: readonly PathEntry[];
  /** The names of the global parameters that the file or the environment sets. */
  readonly set: ReadonlySet<string>;
  /** Plugins of third parties, in the order of the file. */
  readonly extensions: readonly Extension[];
  /** What a change of each parameter touches. */
  readonly effects: Effects;
}

/** The declared effect of every current parameter, by name. */
export interface Effects {
  readonly global: ReadonlyMap<string, Effect>;
  readonly path: ReadonlyMap<string, Effect>;
}

/**
 * Collects what is wrong. The place is the dotted key (`rtspAddress`, `forward[0].dest`), or its parts where one of
 * them may hold a dot (`["paths", "cam.1", "source"]`).
 */
export type Report = (key: string | readonly (string | number)[], problem: string) => void;
