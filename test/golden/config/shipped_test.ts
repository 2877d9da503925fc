import assert from "node:assert/strict";
import { stringify } from "yaml";
import { schemaOf } from "core/config/schema.ts";
import { generatedFiles } from "../../../scripts/config/generate.ts";
import { owners } from "../../../scripts/config/owners.ts";
import { type ContractParameter, globals, paths } from "./contract.ts";
import { loadValid } from "./loading.ts";

const ROOT = new URL("../../../", import.meta.url);
const schema = schemaOf(owners);

/** Every current parameter with its default, as the original ships its file. */
function shippedFile(): string {
  const defaults = (parameters: readonly ContractParameter[]) =>
    Object.fromEntries(
      parameters.filter((one) => !one.deprecated && one.name !== "name").map((
        one,
      ) => [one.name, one.default]),
    );
  const file = { ...defaults(globals), pathDefaults: defaults(paths), paths: { all_others: null } };
  return stringify(file, { version: "1.1" });
}

Deno.test("a file as the original ships it means the defaults", async () => {
  const { configuration, warnings } = await loadValid(shippedFile());
  assert.deepEqual(warnings, []);
  assert.deepEqual({ ...configuration.global }, { ...schema.globalDefaults });
  assert.deepEqual({ ...configuration.pathDefaults }, { ...schema.pathDefaults });
  assert.deepEqual([...configuration.paths.keys()], ["all_others"]);
});

for (const [file, text] of Object.entries(generatedFiles())) {
  Deno.test(`${file} is what deno run -A scripts/config/generate.ts writes`, async () => {
    assert.equal(await Deno.readTextFile(new URL(file, ROOT)), text);
  });
}

Deno.test("mediamtx.yml states every current parameter with its default, and all_others", async () => {
  const text = await Deno.readTextFile(new URL("mediamtx.yml", ROOT));
  const { configuration, warnings, state } = await loadValid(text);
  assert.deepEqual(warnings, []);
  assert.deepEqual({ ...configuration.global }, { ...schema.globalDefaults });
  assert.deepEqual([...configuration.paths.keys()], ["all_others"]);
  const current = (parameters: readonly ContractParameter[]) =>
    parameters.filter((one) => !one.deprecated && one.name !== "name").map((one) => one.name)
      .sort();
  assert.deepEqual(Object.keys(state.raw.global).sort(), current(globals));
  assert.deepEqual(Object.keys(state.raw.pathDefaults).sort(), current(paths));
  assert.ok(text.startsWith("# yaml-language-server: $schema=mediamtx.schema.json\n"));
});

type Json = { [key: string]: Json };

Deno.test("the JSON schema knows every parameter, its words and its default, and refuses others", async () => {
  const text = await Deno.readTextFile(new URL("mediamtx.schema.json", ROOT));
  const json = JSON.parse(text) as Json;
  const path = json.definitions.path;
  assert.equal(json.additionalProperties as unknown, false);
  assert.equal(path.additionalProperties as unknown, false);
  for (
    const [parameters, properties] of [[globals, json.properties], [
      paths,
      path.properties,
    ]] as const
  ) {
    for (const { name, deprecated } of parameters) {
      const property = properties[name];
      assert.equal(typeof property.description, "string", name);
      assert.equal(property.deprecated as unknown, deprecated || undefined, name);
      assert.equal("default" in property, !deprecated, name);
    }
  }
  assert.deepEqual(json.properties.logLevel.enum as unknown, ["error", "warn", "info", "debug"]);
  assert.equal(typeof json.properties.readTimeout.pattern, "string");
});

Deno.test("the patterns of the JSON schema are of the kind that every editor understands", async () => {
  const text = await Deno.readTextFile(new URL("mediamtx.schema.json", ROOT));
  const patterns = [...text.matchAll(/"pattern": (".*")/g)].map(([, json]) => JSON.parse(json));
  assert.ok(patterns.length > 10);
  for (const pattern of patterns) {
    assert.ok(new RegExp(pattern, "u"), pattern);
    assert.ok(!pattern.includes("[^]"), pattern);
  }
});
