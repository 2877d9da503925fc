import assert from "node:assert/strict";
import { z } from "zod";
import { kindOf } from "core/config/types/kind.ts";
import { type Declared, isDeprecated } from "core/config/parameter.ts";
import { schemaOf } from "core/config/schema.ts";
import { owners } from "../../../scripts/config/owners.ts";
import { plugins } from "../../../plugins/mod.ts";
import {
  type ContractParameter,
  contractType,
  globals,
  paths,
  structs,
  wordsOf,
} from "./contract.ts";

const schema = schemaOf(owners);

const LEVELS: [string, readonly ContractParameter[], ReadonlyMap<string, Declared>][] = [
  ["global", globals, schema.global],
  ["path", paths, schema.path],
];

function isOnItsWayOut(declared: Declared): boolean {
  return isDeprecated(declared) || declared.outdated !== undefined;
}

for (const [level, expected, declared] of LEVELS) {
  Deno.test(`${level}: every parameter of the contract is declared, and no other but our own`, () => {
    const known = [...declared].filter(([, one]) => isDeprecated(one) || !one.extension);
    assert.deepEqual(known.map(([name]) => name).sort(), expected.map(({ name }) => name).sort());
  });

  Deno.test(`${level}: every parameter has the contract's type, words and standing`, () => {
    for (const parameter of expected) {
      const one = declared.get(parameter.name)!;
      assert.equal(contractType(one), parameter.type, parameter.name);
      assert.equal(isOnItsWayOut(one), parameter.deprecated, parameter.name);
      if (parameter.enum) {
        assert.deepEqual([...wordsOf(one)!].sort(), [...parameter.enum].sort(), parameter.name);
      }
    }
  });

  Deno.test(`${level}: every default is shown as the contract says, and reads the same`, () => {
    for (const parameter of expected) {
      const one = declared.get(parameter.name)!;
      if (isDeprecated(one)) continue;
      const encoded = z.encode(one.schema, one.default);
      const form = contractType(one) === "duration"
        ? z.encode(one.schema, z.decode(one.schema, parameter.default))
        : parameter.default;
      assert.deepEqual(encoded, form, parameter.name);
      assert.deepEqual(one.default === null ? null : z.decode(one.schema, encoded), one.default);
    }
  });
}

Deno.test("every field of every struct is there", () => {
  const found = new Map<string, readonly string[]>();
  for (const one of [...schema.global.values(), ...schema.path.values()]) {
    collect(one.schema, found);
  }
  for (const [name, { fields }] of Object.entries(structs)) {
    assert.deepEqual(found.get(name), fields.map((field) => field.name), name);
  }
});

function collect(type: z.ZodType, found: Map<string, readonly string[]>): void {
  const { item, fields } = kindOf(type);
  if (item) collect(item, found);
  if (!fields) return;
  const name = contractType({ schema: type, deprecated: true });
  found.set(name, Object.keys(fields));
  for (const field of Object.values(fields)) collect(field, found);
}

Deno.test("the list of declarations holds what the list of plugins holds", () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
  assert.deepEqual(names(owners), names(plugins));
  const all = schemaOf(plugins);
  assert.deepEqual([...all.global.keys()].sort(), [...schema.global.keys()].sort());
  assert.deepEqual([...all.path.keys()].sort(), [...schema.path.keys()].sort());
  for (const schemes of ["sources", "forwards", "redirects"] as const) {
    assert.deepEqual([...all[schemes].keys()].sort(), [...schema[schemes].keys()].sort());
  }
  for (const { name, check, checkPath } of owners) {
    const plugin = plugins.find((plugin) => plugin.name === name)!;
    assert.equal(plugin.check, check, `${name} leaves out its rules`);
    assert.equal(plugin.checkPath, checkPath, `${name} leaves out its rules for paths`);
  }
});
