import { z } from "zod";
import { dotted, type Place } from "core/config/check/problem.ts";
import {
  copyOf,
  isSection,
  type RawConfiguration,
  type RawSection,
} from "core/config/check/raw.ts";
import { isDeprecated } from "core/config/parameter.ts";
import type { Schema } from "core/config/schema.ts";
import { type Kind, kindOf } from "core/config/types/kind.ts";

export type Environment = Readonly<Record<string, string>>;

/** Raw values with those of the environment on top. */
export interface Overridden {
  readonly raw: RawConfiguration;
  readonly warnings: readonly string[];
}

/** In the order in which they are applied. */
const PREFIXES = ["RTSP_", "MTX_"];

/**
 * Applies variables such as MTX_LOGLEVEL, MTX_PATHS_CAM_SOURCE, MTX_AUTHINTERNALUSERS_0_USER. The variable that a
 * place is set by is noted in `origins` under its dotted key.
 */
export function applyEnvironment(
  schema: Schema,
  raw: RawConfiguration,
  env: Environment,
  origins: Map<string, string>,
): Overridden {
  const names = Object.keys(env).filter((name) =>
    PREFIXES.some((prefix) => name.startsWith(prefix))
  );
  if (names.length === 0) return { raw, warnings: [] };
  const overrides = new Overrides(schema, raw, env, names, origins);
  for (const prefix of PREFIXES) overrides.apply(prefix);
  return overrides;
}

type Values = Record<string | number, unknown>;

class Overrides implements Overridden {
  readonly raw: { global: Values; pathDefaults: Values; paths: Map<string, RawSection | null> };
  readonly warnings: string[] = [];

  constructor(
    private readonly schema: Schema,
    raw: RawConfiguration,
    private readonly env: Environment,
    private readonly names: readonly string[],
    private readonly origins: Map<string, string>,
  ) {
    const { global, pathDefaults, paths } = raw;
    this.raw = {
      global: copyOf(global),
      pathDefaults: copyOf(pathDefaults),
      paths: new Map(paths),
    };
  }

  apply(prefix: string): void {
    const { global, path, globalDefaults } = this.schema;
    this.#level(global, prefix, this.raw.global, [], globalDefaults);
    this.#level(path, `${prefix}PATHDEFAULTS_`, this.raw.pathDefaults, ["pathDefaults"]);
    for (const key of this.#pathKeys(`${prefix}PATHS_`)) {
      const values = copyOf(this.raw.paths.get(key) ?? {});
      this.raw.paths.set(key, values);
      this.#level(path, `${prefix}PATHS_${key.toUpperCase()}_`, values, ["paths", key]);
    }
  }

  /** Names end at the first underscore and are upper case in the variable. */
  #pathKeys(prefix: string): Set<string> {
    const keys = this.names.filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length).split("_")[0]);
    return new Set(keys.filter((k) => k && k === k.toUpperCase()).map((k) => k.toLowerCase()));
  }

  #level(
    declared: Schema["global"],
    prefix: string,
    values: Values,
    place: Place,
    defaults: Readonly<Values> = {},
  ): void {
    if (!this.#anyBegins(prefix)) return;
    for (const [name, one] of declared) {
      const variable = prefix + name.toUpperCase();
      const seed = () => isDeprecated(one) ? [] : z.encode(one.schema, defaults[name] ?? []);
      this.#value(one.schema, variable, values, [...place, name], seed);
    }
  }

  #anyBegins(prefix: string): boolean {
    return this.names.some((name) => name.startsWith(prefix));
  }

  /** Sets the last part of `place` within `values`. */
  #value(
    schema: z.ZodType,
    variable: string,
    values: Values,
    place: Place,
    seed: () => unknown,
  ): void {
    const key = place[place.length - 1];
    const kind = kindOf(schema);
    const text = this.env[variable];
    if (text !== undefined) {
      values[key] = parseVariable(kind, text);
      this.origins.set(dotted(place), variable);
    }
    if (isStructList(kind) && this.#anyBegins(`${variable}_`)) {
      this.#entries(kindOf(kind.item), variable, values, place, seed);
    }
  }

  /** Edits the entries that there are and adds new ones, whose indexes must go on from them without a gap. */
  #entries(
    { fields = {} }: Kind,
    variable: string,
    values: Values,
    place: Place,
    seed: () => unknown,
  ): void {
    const key = place[place.length - 1];
    const list = structuredClone(values[key] ?? seed());
    if (!Array.isArray(list)) return;
    for (let i = 0; i < list.length || this.#anyBegins(`${variable}_${i}_`); i++) {
      const entry = isSection(list[i]) ? list[i] as Values : {};
      for (const [name, schema] of Object.entries(fields)) {
        const inner = `${variable}_${i}_${name.toUpperCase()}`;
        this.#value(schema, inner, entry, [...place, i, name], () => []);
      }
      list[i] = entry;
    }
    values[key] = list;
    this.#warnOfGaps(variable, list.length);
  }

  #warnOfGaps(variable: string, length: number): void {
    for (const name of this.names) {
      const index = name.startsWith(`${variable}_`) && /^\d+/.exec(name.slice(variable.length + 1));
      if (!index || Number(index[0]) < length) continue;
      this.warnings.push(
        `${name}: it is ignored, since there is no ${variable}_${length}_… before it`,
      );
    }
  }
}

function isStructList(kind: Kind): kind is Kind & { readonly item: z.ZodType } {
  return kind.name === "list" && kind.item !== undefined && kindOf(kind.item).name === "struct";
}

/** The raw value of a variable's text; text that does not fit is left as it is, for the check to refuse. */
function parseVariable(kind: Kind, text: string): unknown {
  switch (kind.name) {
    case "bool":
      return /^(?:yes|true)$/i.test(text) || (/^(?:no|false)$/i.test(text) ? false : text);
    case "int":
      return integer(text, -(2 ** 31), 2 ** 31 - 1);
    case "uint":
      return integer(text, 0, 2 ** 32 - 1);
    case "float":
      return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
    case "list":
    case "set":
      return text === "" ? [] : isStructList(kind) ? text : items(kindOf(kind.item!), text);
    default:
      return text;
  }
}

function integer(text: string, least: number, most: number): number | string {
  const value = Number(text);
  return /^[-+]?\d+$/.test(text) && value >= least && value <= most ? value : text;
}

function items(kind: Kind, text: string): unknown[] {
  return text.split(",").map((item) => parseVariable(kind, item));
}
