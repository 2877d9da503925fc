import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { decodeLevel } from "core/config/check/decode.ts";
import { NOWHERE, type Place, Problems } from "core/config/check/problem.ts";
import { isSection, type RawSection } from "core/config/check/raw.ts";
import { sameValue } from "core/config/check/same.ts";
import { Warnings } from "core/config/check/warnings.ts";
import { absolute, type SearchOptions } from "core/config/file/search.ts";
import { type Declared, parameter } from "core/config/parameter.ts";
import { currentOf, type Schema } from "core/config/schema.ts";
import { checkDeclaration, extensionName } from "core/extensions/declaration.ts";
import type { Declaration, Extension, OptionValues } from "core/extensions/extension.ts";
import { type OptionDescription, optionSchema } from "core/extensions/option.ts";
import { loadFault } from "core/extensions/position.ts";

/** What loading needs to know. */
export interface ExtensionSurroundings extends Omit<SearchOptions, "file"> {
  /** The configuration file, in whose folder relative paths begin. */
  readonly file: string | null;
  readonly schema: Schema;
  /** Those that are in force: what is equal is taken over by identity. */
  readonly previous?: readonly Extension[];
}

/**
 * Loads what `plugins` of the configuration file asks for, in its order: runs each file's code, once in the life of
 * the program, and checks its options. What is wrong becomes a problem.
 */
export async function loadExtensions(
  raw: unknown,
  around: ExtensionSurroundings,
  problems: Problems,
): Promise<readonly Extension[]> {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) {
    problems.add(["plugins"], "a list is due: `- file: FILE` for each, with the options below it");
    return [];
  }
  const taken = new Set(around.schema.owners.map(({ name }) => name));
  const loaded: Extension[] = [];
  for (const [i, entry] of raw.entries()) {
    const extension = await loadEntry(entry, ["plugins", i], around, problems);
    if (!extension) continue;
    if (taken.has(extension.name)) {
      problems.add(
        ["plugins", i],
        `the name ${extension.name} is taken; give this one another: \`name: NAME\``,
      );
    }
    taken.add(extension.name);
    loaded.push(extension);
  }
  return loaded;
}

async function loadEntry(
  entry: unknown,
  place: Place,
  around: ExtensionSurroundings,
  problems: Problems,
): Promise<Extension | undefined> {
  if (!isSection(entry) || typeof entry.file !== "string") {
    problems.add(place, "the plugin's file is missing: `file: FILE`, with the options beside it");
    return undefined;
  }
  const { file: written, name: given, ...rest } = entry;
  const { platform, readFile, previous = [] } = around;
  const folder = around.file === null ? around.cwd : dirname(around.file);
  const file = absolute(written as string, folder, platform);
  if (!await readFile(file).catch(() => null)) {
    problems.add([...place, "file"], `there is no file ${file}, or it cannot be read`);
    return undefined;
  }
  if (given !== undefined && !extensionName.safeParse(given).success) {
    problems.add([...place, "name"], "a name is due: a letter, then letters, digits, - and _");
  }
  const declaration = await loadDeclaration(file, around.schema, problems);
  const options = declaration && decodeOptions(declaration, rest, place, problems);
  if (!options) return undefined;
  const name = typeof given === "string" ? given : declaration.name;
  const next = { name, file, declaration, options };
  return previous.find((one) => sameValue(one, next)) ?? next;
}

async function loadDeclaration(
  file: string,
  { global }: Schema,
  problems: Problems,
): Promise<Declaration | undefined> {
  const own = new Problems(() => ({ ...NOWHERE, file }));
  try {
    const module = await import(pathToFileURL(file).href);
    const parameters = [...currentOf(global)].map(([name]) => name);
    return checkDeclaration(module.default, parameters, own);
  } catch (error) {
    const { text, ...origin } = loadFault(error, file);
    own.list.push({ ...origin, key: "", text: `the plugin cannot be loaded: ${text}` });
    return undefined;
  } finally {
    problems.list.push(...own.list);
  }
}

/** The values of every option that is described; undefined where one is wrong. */
function decodeOptions(
  { options = {} }: Declaration,
  raw: RawSection,
  place: Place,
  problems: Problems,
): OptionValues | undefined {
  const before = problems.list.length;
  const described = Object.entries(options as Record<string, OptionDescription>);
  const declared = new Map(described.map(([name, option]) => [name, parameterOf(option)]));
  const level = { declared, place, nullLists: true, elsewhere: () => undefined };
  const { values } = decodeLevel(raw, level, problems, new Warnings(() => NOWHERE));
  for (const [name, option] of described) {
    if (name in values) continue;
    if (option.default !== undefined) values[name] = option.default;
    else if (raw[name] === undefined || raw[name] === null) {
      problems.add([...place, name], "the plugin needs this option");
    }
  }
  return problems.list.length > before ? undefined : Object.freeze(values);
}

function parameterOf(option: OptionDescription): Declared {
  return parameter(optionSchema(option), {
    default: option.default,
    effect: "sessions",
    doc: option.doc ?? "",
    secret: option.secret,
  });
}
