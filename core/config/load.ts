import { assemble } from "core/config/check/assemble.ts";
import { dotted, type Locate, NOWHERE, type Problem, Problems } from "core/config/check/problem.ts";
import { sharedRaw, splitRaw } from "core/config/check/raw.ts";
import type { Configuration } from "core/config/configuration.ts";
import { applyEnvironment, type Environment } from "core/config/file/env.ts";
import { checkFillerFiles } from "core/config/file/filler.ts";
import { searchedFiles, type SearchOptions } from "core/config/file/search.ts";
import { readSource } from "core/config/file/source.ts";
import type { ParameterOwner } from "core/config/owner.ts";
import { type Schema, schemaOf } from "core/config/schema.ts";
import type { ConfigurationState } from "core/config/state.ts";
import type { Extension } from "core/extensions/extension.ts";
import { Turns } from "core/turns.ts";

export interface LoadOptions extends SearchOptions {
  readonly env: Environment;
  /** The plugins; core's own parameters are always there. */
  readonly owners: readonly ParameterOwner[];
  /** At a reload: what is equal is taken over by identity. */
  readonly previous?: ConfigurationState;
}

export type Loaded = LoadedConfiguration | Refused;

export interface LoadedConfiguration {
  readonly ok: true;
  readonly configuration: Configuration;
  /** What a later change starts from. */
  readonly state: ConfigurationState;
  /** Absolute; null where there is none. */
  readonly file: string | null;
  /** The first places that are tried when none is asked for. */
  readonly searched: readonly string[];
  readonly warnings: readonly string[];
}

export interface Refused {
  readonly ok: false;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** Finds, reads, decrypts, parses and checks the configuration. Never rejects: all problems are in the result. */
export async function loadConfiguration(options: LoadOptions): Promise<Loaded> {
  const source = await readSource(options);
  if ("problem" in source) return { ok: false, problems: [source.problem], warnings: [] };
  const { file } = source;
  const yaml = await parse(source.text);
  if (yaml.problems.length > 0) {
    const problems = yaml.problems.map((problem) => ({ file, key: "", ...problem }));
    return { ok: false, problems, warnings: [] };
  }
  return await check(options, file, yaml);
}

interface Document {
  readonly value: unknown;
  readonly locate: Locate;
}

async function check(
  options: LoadOptions,
  file: string | null,
  document: Document,
): Promise<Loaded> {
  const { previous, env } = options, turns = new Turns();
  const schema = previous?.schema ?? schemaOf(options.owners);
  const origins = new Map<string, string>();
  const locate = locateBoth(origins, (place, part) => ({ ...document.locate(place, part), file }));
  const problems = new Problems(locate);
  const { plugins, ...written } = splitRaw(document.value, problems);
  const { raw: now, warnings: ignored } = applyEnvironment(schema, written, env, origins);
  const raw = previous ? sharedRaw(previous.raw, now) : now;
  if (turns.over) await turns.next();
  const extensions = await extensionsOf(plugins, { ...options, file, schema }, problems);
  const assembled = await assemble({ schema, raw, locate, problems, previous, extensions });
  const warnings = [...assembled.warnings, ...ignored];
  if (!assembled.ok) return { ...assembled, warnings };
  const { state } = assembled;
  await checkFillerFiles(state, options, problems, previous);
  if (problems.list.length > 0) return { ok: false, problems: problems.sorted(), warnings };
  const searched = searchedFiles(options);
  return { ok: true, configuration: state.configuration, state, file, searched, warnings };
}

/** Third parties' plugins, loaded; what loads them itself only where there are any. */
async function extensionsOf(
  raw: unknown,
  options: Pick<LoadOptions, "cwd" | "platform" | "readFile" | "previous"> & {
    readonly file: string | null;
    readonly schema: Schema;
  },
  problems: Problems,
): Promise<readonly Extension[]> {
  if (raw === undefined) return [];
  const { loadExtensions } = await import("core/extensions/load.ts");
  const previous = options.previous?.configuration.extensions;
  return loadExtensions(raw, { ...options, previous }, problems);
}

/** The YAML library is loaded only where there is something to parse: it takes a tenth of the start. */
async function parse(text: string) {
  if (text.trim() === "") return { value: null, problems: [], locate: () => NOWHERE };
  const { parseInTurns } = await import("core/config/file/pieces.ts");
  return await parseInTurns(text);
}

/** The environment first, since it wins over the file. */
function locateBoth(origins: ReadonlyMap<string, string>, inFile: Locate): Locate {
  return (place, part) => {
    for (let length = place.length; length > 0; length--) {
      const variable = origins.get(dotted(place.slice(0, length)));
      if (variable) return { file: variable, line: null, column: null };
    }
    return inFile(place, part);
  };
}
