import { z } from "zod";
import type { RawSection } from "core/config/check/raw.ts";
import type { PathEntry } from "core/config/configuration.ts";
import { type Declared, isDeprecated, type Parameter } from "core/config/parameter.ts";
import type { Decoded } from "core/config/schema.ts";
import type { ConfigurationState } from "core/config/state.ts";

/** Values in the form of the API and of files, by name. Secrets are in the clear. */
export type Encoded = Record<string, unknown>;

type Level = Iterable<readonly [string, Declared]>;

/** Every current global parameter, and those of former versions that are set. */
export function encodeGlobal({ schema, raw, configuration }: ConfigurationState): Encoded {
  return encodeLevel(schema.global, raw.global, configuration.global, configuration.set);
}

/** The path defaults, likewise. */
export function encodePathDefaults({ schema, raw, configuration }: ConfigurationState): Encoded {
  const set = new Set(Object.keys(raw.pathDefaults));
  return encodeLevel(schema.path, raw.pathDefaults, configuration.pathDefaults, set);
}

/** Entries of `paths`, likewise, each value as it is `shown`; the defaults are encoded only once. */
export function pathEncoder(
  state: ConfigurationState,
  shown: (values: Encoded) => Encoded = (values) => values,
): (entry: PathEntry) => Encoded {
  const { schema, raw, configuration } = state, declared = [...schema.path];
  const defaults = shown(encodePathDefaults(state));
  const defaultValues = configuration.pathDefaults as unknown as Decoded;
  return (entry) => {
    const values = entry.values as unknown as Decoded;
    const changed = declared.filter(([name, one]) =>
      isDeprecated(one) || values[name] !== defaultValues[name]
    );
    const own = encodeLevel(changed, raw.paths.get(entry.key) ?? {}, entry.values, entry.set);
    return { ...defaults, ...shown(own) };
  };
}

function encodeLevel(
  declared: Level,
  raw: RawSection,
  values: object,
  set: ReadonlySet<string>,
): Encoded {
  const encoded: Encoded = {};
  for (const [name, one] of declared) {
    if (isDeprecated(one)) {
      if (raw[name] !== undefined && raw[name] !== null) encoded[name] = raw[name];
      continue;
    }
    const value = (values as Decoded)[name];
    if (isShown(one, value, set.has(name))) encoded[name] = z.encode(one.schema, value);
  }
  return encoded;
}

function isShown(one: Parameter, value: unknown, isSet: boolean): boolean {
  if (one.outdated !== undefined) return value !== null;
  return !one.extension || isSet;
}
