import { addMisfit, shown, unknown } from "core/config/check/issue.ts";
import type { Place, Problems } from "core/config/check/problem.ts";
import { isSection, type RawSection } from "core/config/check/raw.ts";
import type { Warnings } from "core/config/check/warnings.ts";
import { type Declared, type Deprecated, type Draft, isDeprecated } from "core/config/parameter.ts";
import type { Decoded } from "core/config/schema.ts";
import { kindOf } from "core/config/types/kind.ts";

/** What is needed to decode one level. */
export interface Level {
  readonly declared: ReadonlyMap<string, Declared>;
  readonly place: Place;
  /** Whether null for a list means that it is not set; else it is refused. */
  readonly nullLists: boolean;
  /** Where a name that is unknown here would be right: a sentence, or undefined. */
  elsewhere(name: string): string | undefined;
}

/** The parameters of one level that were set, decoded. */
export interface DecodedLevel {
  readonly values: Decoded;
  /** Those of former versions, to be converted once everything is known. */
  readonly former: readonly Former[];
}

export interface Former {
  readonly declared: Deprecated;
  readonly value: unknown;
}

/** Decodes what is set; everything unknown or unfit becomes a problem. */
export function decodeLevel(
  raw: RawSection,
  level: Level,
  problems: Problems,
  warnings: Warnings,
): DecodedLevel {
  const values: Decoded = {};
  const former: Former[] = [];
  for (const name in raw) {
    const declared = level.declared.get(name);
    const place = [...level.place, name];
    if (!declared) {
      problems.add(place, unknown(name, level.declared.keys(), level.elsewhere(name)), "key");
      continue;
    }
    const value = decode(declared, raw[name], place, level.nullLists, problems);
    if (value === undefined) continue;
    warnings.addOutdated(name, declared, place);
    if (isDeprecated(declared)) former.push({ declared, value });
    else values[name] = value;
  }
  return { values, former };
}

/** Undefined where the value is not set or does not fit. */
function decode(
  { schema, secret = false }: Declared,
  raw: unknown,
  place: Place,
  nullLists: boolean,
  problems: Problems,
): unknown {
  if (raw === null) {
    const kind = kindOf(schema);
    const refused = !nullLists && (kind.name === "list" || kind.name === "set");
    if (refused) problems.add(place, `found ${shown(raw)}; allowed: ${kind.allowed}`);
    return undefined;
  }
  const value = typeof raw === "object" ? withoutNulls(raw) : raw;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  addMisfit({ schema, value, place, secret, issues: result.error.issues }, problems);
  return undefined;
}

/** Fields that are null count as not set. */
function withoutNulls(raw: unknown): unknown {
  if (Array.isArray(raw)) return raw.map(withoutNulls);
  if (!isSection(raw)) return raw;
  return Object.fromEntries(
    Object.entries(raw).filter(([, value]) => value !== null).map(([k, v]) => [k, withoutNulls(v)]),
  );
}

/** Turns parameters of former versions into current ones; they win over those. */
export function convert(former: readonly Former[], draft: Draft): void {
  for (const { declared, value } of former) {
    if (declared.convert) declared.convert(value, draft);
    else if (declared.use) draft.set(declared.use, value);
  }
}

/** A draft over `values`; what is set is noted in `set`. */
export function draftOf(values: Decoded, set?: Set<string>): Draft {
  return {
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      set?.add(name);
    },
  };
}
