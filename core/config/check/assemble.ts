import { convert, type DecodedLevel, decodeLevel, draftOf } from "core/config/check/decode.ts";
import { buildEntries, rebuildEntry } from "core/config/check/entries.ts";
import { type Locate, type Problem, Problems } from "core/config/check/problem.ts";
import type { RawConfiguration } from "core/config/check/raw.ts";
import { checkRules, reportTo } from "core/config/check/rules.ts";
import { shared } from "core/config/check/same.ts";
import { Warnings } from "core/config/check/warnings.ts";
import type { Configuration, PathParameters } from "core/config/configuration.ts";
import { legacyCredentials } from "core/config/parameters/legacy/credentials.ts";
import { isLegacy } from "core/config/parameters/legacy/rules.ts";
import { deriveGlobal } from "core/config/parameters/mod.ts";
import type { Decoded, Schema } from "core/config/schema.ts";
import type { Assembly, ConfigurationState } from "core/config/state.ts";
import type { Extension } from "core/extensions/extension.ts";

export type Assembled =
  | { readonly ok: true; readonly state: ConfigurationState; readonly warnings: readonly string[] }
  | {
    readonly ok: false;
    readonly problems: readonly Problem[];
    readonly warnings: readonly string[];
  };

export interface AssembleOptions {
  readonly schema: Schema;
  readonly raw: RawConfiguration;
  readonly locate: Locate;
  /** Problems found before. */
  readonly problems?: Problems;
  /** Whatever is equal there is taken over by identity, and not checked again where its raw value is identical. */
  readonly previous?: ConfigurationState;
  /** Plugins of third parties; those of `previous` where absent. */
  readonly extensions?: readonly Extension[];
  /** The key of the only entry whose raw value differs from that of `previous`, where nothing else does. */
  readonly only?: string;
}

/**
 * Decodes, converts and checks a whole configuration, in turns of a few milliseconds where it is large; all problems
 * are collected.
 */
export async function assemble(options: AssembleOptions): Promise<Assembled> {
  const { schema, raw, locate, previous } = options;
  const problems = options.problems ?? new Problems(locate), warnings = new Warnings(locate);
  const only = previous && options.only !== undefined && standsAlone(options.only, raw, previous)
    ? options.only
    : undefined;
  const extensions = options.extensions ?? previous?.configuration.extensions ?? [];
  const assembly: Assembly = { schema, raw, previous, extensions, only, problems, warnings };
  const { configuration, inherited } = previous && only !== undefined
    ? {
      configuration: { ...previous.configuration, ...rebuildEntry(assembly, previous, only) },
      inherited: previous.inherited,
    }
    : await assembleWhole(assembly);
  if (problems.list.length === 0) await checkRules(configuration, assembly);
  if (problems.list.length > 0) {
    return { ok: false, problems: problems.sorted(), warnings: warnings.lines };
  }
  const state = { schema, raw, configuration, inherited };
  return { ok: true, state, warnings: warnings.lines };
}

/** Whether nothing but an entry itself depends on it: the users follow from credentials of former versions. */
function standsAlone(
  key: string,
  raw: RawConfiguration,
  { configuration }: ConfigurationState,
): boolean {
  const own = raw.paths.get(key) ?? {};
  return !Object.keys(own).some((name) => name in legacyCredentials) &&
    !isLegacy(configuration);
}

async function assembleWhole(
  assembly: Assembly,
): Promise<Pick<ConfigurationState, "configuration" | "inherited">> {
  const { schema, raw, previous, problems, warnings } = assembly;
  const global = decodeGlobal(schema, raw, problems, warnings);
  const defaults = decodePathDefaults(schema, raw, problems, warnings);
  const levels = convertLevels(schema, global, defaults);
  const before = previous?.configuration.pathDefaults as Decoded | undefined;
  const pathDefaults = before ? shared(before, levels.pathDefaults) : levels.pathDefaults;
  const inherited = defaults.former;
  const entries = await buildEntries(assembly, pathDefaults, inherited);
  const parts = { ...entries, pathDefaults: pathDefaults as unknown as PathParameters };
  return { configuration: finish(assembly, levels, parts), inherited };
}

function decodeGlobal(
  schema: Schema,
  raw: RawConfiguration,
  problems: Problems,
  warnings: Warnings,
): DecodedLevel {
  const elsewhere = (name: string) =>
    schema.path.has(name) ? `${name} belongs to a path, or under pathDefaults` : undefined;
  const level = { declared: schema.global, place: [], nullLists: false, elsewhere };
  return decodeLevel(raw.global, level, problems, warnings);
}

function decodePathDefaults(
  schema: Schema,
  raw: RawConfiguration,
  problems: Problems,
  warnings: Warnings,
): DecodedLevel {
  const elsewhere = (name: string) =>
    schema.global.has(name) ? `${name} is not of paths: it stands at the top` : undefined;
  const level = { declared: schema.path, place: ["pathDefaults"], nullLists: false, elsewhere };
  return decodeLevel(raw.pathDefaults, level, problems, warnings);
}

interface Levels {
  readonly global: Decoded;
  readonly set: ReadonlySet<string>;
  readonly pathDefaults: Decoded;
}

/** Applies defaults and former parameters, of which some of the global level speak of path defaults. */
function convertLevels(schema: Schema, global: DecodedLevel, defaults: DecodedLevel): Levels {
  const pathDefaults = { ...schema.pathDefaults, ...defaults.values };
  const values = { ...schema.globalDefaults, ...global.values };
  const set = new Set(Object.keys(global.values));
  convert(global.former, {
    get: (name) => values[name],
    set(name, value) {
      const [level, inner] = name.split(".");
      if (inner !== undefined && level === "pathDefaults") pathDefaults[inner] = value;
      else values[set.add(name) && name] = value;
    },
  });
  convert(defaults.former, draftOf(pathDefaults));
  return { global: values, set, pathDefaults };
}

type Parts = Pick<Configuration, "paths" | "patterns" | "pathDefaults">;

function finish(assembly: Assembly, levels: Levels, parts: Parts): Configuration {
  const { schema, problems, previous, extensions } = assembly;
  const { set } = levels;
  const decoded = levels.global as unknown as Configuration["global"];
  const whole: Configuration = {
    ...parts,
    global: decoded,
    set,
    extensions,
    effects: schema.effects,
  };
  const derived = { ...decoded, ...deriveGlobal(whole, reportTo(problems)) };
  const before = previous?.configuration.global;
  return { ...whole, global: before ? shared(before, derived) : derived };
}
