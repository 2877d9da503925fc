import type { z } from "zod";
import type { Effects } from "core/config/configuration.ts";
import type { ParameterOwner, Scheme } from "core/config/owner.ts";
import { type Declared, isDeprecated, type Parameter } from "core/config/parameter.ts";
import { coreOwners, forwardParameter } from "core/config/parameters/mod.ts";

export type Decoded = Record<string, unknown>;

/** Everything that is declared, core's own included. */
export interface Schema {
  readonly owners: readonly ParameterOwner[];
  readonly global: ReadonlyMap<string, Declared>;
  readonly path: ReadonlyMap<string, Declared>;
  readonly globalDefaults: Readonly<Decoded>;
  readonly pathDefaults: Readonly<Decoded>;
  readonly effects: Effects;
  readonly sources: ReadonlyMap<string, Scheme>;
  readonly forwards: ReadonlyMap<string, Scheme>;
  readonly redirects: ReadonlyMap<string, Scheme>;
}

/** Joins the declarations of core and `plugins`. Throws where two owners declare the same. */
export function schemaOf(plugins: readonly ParameterOwner[]): Schema {
  const owners = [...coreOwners, ...plugins];
  const forward = forwardParameter(joinForwardFields(plugins));
  const global = join(owners, (owner) => Object.entries(owner.global ?? {}));
  const path = join(owners, (owner) => Object.entries(owner.path ?? {}));
  path.set("forward", forward as unknown as Declared);
  return {
    owners,
    global,
    path,
    globalDefaults: defaultsOf(global),
    pathDefaults: defaultsOf(path),
    effects: { global: effectsOf(global), path: effectsOf(path) },
    sources: join(owners, (owner) => byScheme(owner.sources)),
    forwards: join(owners, (owner) => byScheme(owner.forwards)),
    redirects: join(owners, (owner) => byScheme(owner.redirects)),
  };
}

/** The current parameters among declared ones, by name. */
export function* currentOf(declared: Iterable<[string, Declared]>): Iterable<[string, Parameter]> {
  for (const [name, one] of declared) if (!isDeprecated(one)) yield [name, one];
}

function join<T>(
  owners: readonly ParameterOwner[],
  entriesOf: (owner: ParameterOwner) => Iterable<[string, T]>,
): Map<string, T> {
  const all = new Map<string, T>();
  for (const owner of owners) {
    for (const [name, value] of entriesOf(owner)) {
      if (all.has(name)) throw new Error(`Cannot declare '${name}' of ${owner.name}: it exists`);
      all.set(name, value);
    }
  }
  return all;
}

function joinForwardFields(plugins: readonly ParameterOwner[]): Record<string, z.ZodType> {
  return Object.fromEntries(join(plugins, (owner) => Object.entries(owner.forwardFields ?? {})));
}

function byScheme(schemes: readonly Scheme[] = []): [string, Scheme][] {
  return schemes.map((scheme) => [scheme.scheme, scheme]);
}

function defaultsOf(declared: ReadonlyMap<string, Declared>): Decoded {
  const defaults: Decoded = {};
  for (const [name, one] of currentOf(declared)) defaults[name] = one.default;
  return Object.freeze(defaults);
}

function effectsOf(declared: ReadonlyMap<string, Declared>): Effects["global"] {
  return new Map([...currentOf(declared)].map(([name, one]) => [name, one.effect]));
}
