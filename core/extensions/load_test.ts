import assert from "node:assert/strict";
import { formatProblem } from "core/config/check/problem.ts";
import { encodeGlobal } from "core/config/encode.ts";
import { loadConfiguration, type Loaded, type LoadOptions } from "core/config/load.ts";
import { applyChange } from "core/config/patch.ts";

const GOOD = `export default {
  name: "good",
  reads: ["readTimeout"],
  options: {
    url: { type: "string" },
    secret: { type: "string", default: "", secret: true },
    size: { type: "integer", default: 3, minimum: 2 },
    share: { type: "number", default: 0.5, maximum: 1 },
    on: { type: "boolean", default: false },
    every: { type: "duration", default: 1000 },
    mode: { type: "string", default: "a", oneOf: ["a", "b"] },
    words: { type: "list", default: ["x"], oneOf: ["x", "y"] },
  },
  setup() {},
};`;

/** What is wrong with the one plugin of a file, its text, or with what stands below \`plugins:\`. */
interface Wrong {
  readonly name: string;
  readonly plugin?: string;
  readonly yaml?: string;
  readonly says: RegExp;
}

const declared = (fields: string) => `export default { name: "p", setup() {}, ${fields} };`;

const WRONG: readonly Wrong[] = [
  {
    name: "no list",
    yaml: "plugins: plugin.ts",
    says: /^yml:1:10: plugins: a list is due/,
  },
  {
    name: "no file",
    yaml: "plugins:\n  - plugin.ts",
    says: /^yml:2:5: plugins\[0\]: the plugin's file is missing/,
  },
  {
    name: "a file that is not there",
    yaml: "plugins:\n  - file: nowhere.ts",
    says: /^yml:2:11: plugins\[0\]\.file: there is no file \/\S+\/nowhere\.ts/,
  },
  {
    name: "a folder",
    yaml: "plugins:\n  - file: .",
    says: /^yml:2:11: plugins\[0\]\.file: there is no file/,
  },
  {
    name: "a syntax error",
    plugin: "export default {\n  name: 'p'\n  setup() {},\n};",
    says: /^ts:3:3: the plugin cannot be loaded: Expected/,
  },
  {
    name: "a throw at the top",
    plugin: "const a: number = 1;\nthrow new Error(`no luck with ${a}`);",
    says: /^ts:2:7: the plugin cannot be loaded: no luck with 1$/,
  },
  {
    name: "an import of what is not there",
    plugin: "import './missing.ts';\nexport default {};",
    says: /^ts:1:8: the plugin cannot be loaded: Module not found/,
  },
  {
    name: "no default export",
    plugin: "export const plugin = 1;",
    says: /^ts: its default export must be an object/,
  },
  {
    name: "no name",
    plugin: "export default { setup() {} };",
    says: /^ts: name: it is missing/,
  },
  {
    name: "no setup",
    plugin: "export default { name: 'p' };",
    says: /^ts: setup: .*allowed: a function$/,
  },
  {
    name: "an unknown field",
    plugin: declared("option: {}"),
    says: /^ts: option: .*did you mean options\?$/,
  },
  {
    name: "a parameter that is not there",
    plugin: declared("reads: ['readTimeuot']"),
    says: /^ts: reads\[0\]: .*did you mean readTimeout\?$/,
  },
  {
    name: "an option of no type",
    plugin: declared("options: { x: { type: 'text' } }"),
    says: /^ts: options\.x\.type: found 'text'; allowed: string, boolean/,
  },
  {
    name: "a default of another type",
    plugin: declared("options: { x: { type: 'integer', default: 'y' } }"),
    says: /^ts: options\.x\.default: it is no integer that fits$/,
  },
  {
    name: "an option by the name of something else",
    plugin: declared("options: { file: { type: 'string' } }"),
    says: /^ts: options\.file: no option may be called file$/,
  },
  {
    name: "a name of the server's own",
    plugin: "export default { name: 'general', setup() {} };",
    says: /^yml:2:5: plugins\[0\]: the name general is taken/,
  },
  {
    name: "the same name twice",
    plugin: declared(""),
    yaml: "plugins:\n  - file: plugin.ts\n  - file: plugin.ts",
    says: /^yml:3:5: plugins\[1\]: the name p is taken/,
  },
  {
    name: "a name that is none",
    plugin: declared(""),
    yaml: "plugins:\n  - file: plugin.ts\n    name: two words",
    says: /^yml:3:11: plugins\[0\]\.name: a name is due/,
  },
  {
    name: "an option that is missing",
    plugin: GOOD,
    says: /^yml:2:5: plugins\[0\]\.url: the plugin needs this option$/,
  },
  {
    name: "an unknown option",
    plugin: GOOD,
    yaml: "plugins:\n  - file: plugin.ts\n    url: u\n    evry: 3s",
    says: /^yml:4:5: plugins\[0\]\.evry: .*did you mean every\?$/,
  },
  {
    name: "a value that does not fit",
    plugin: GOOD,
    yaml: "plugins:\n  - file: plugin.ts\n    url: u\n    size: 1",
    says:
      /^yml:4:11: plugins\[0\]\.size: found the number 1; allowed: a whole number, 2 or greater$/,
  },
  {
    name: "a secret that does not fit, which is not told",
    plugin: GOOD,
    yaml: "plugins:\n  - file: plugin.ts\n    url: u\n    secret: [hush]",
    says: /^yml:4:13: plugins\[0\]\.secret: found a value that does not fit; allowed: text$/,
  },
];

for (const { name, plugin, yaml = "plugins:\n  - file: plugin.ts", says } of WRONG) {
  Deno.test(`a plugin that is refused: ${name}`, () =>
    inFolder({ "plugin.ts": plugin, "mediamtx.yml": yaml }, async (load) => {
      const loaded = await load();
      assert.ok(!loaded.ok);
      const [line, ...more] = loaded.problems.map((problem) =>
        formatProblem(problem).replace(/^\S+\/(?:mediamtx\.(?=yml)|plugin\.(?=ts))/, "")
      );
      assert.match(line, says);
      assert.deepEqual(more, []);
    }));
}

const YAML = "plugins:\n  - file: ./plugin.ts\n    url: u\n    every: 1m30s\n    words: [y]\n";

Deno.test("options: those of the file, decoded, and defaults", () =>
  inFolder({ "plugin.ts": GOOD, "mediamtx.yml": YAML }, async (load) => {
    const [{ name, options }] = extensionsOf(await load());
    assert.equal(name, "good");
    const defaults = { secret: "", size: 3, share: 0.5, on: false, mode: "a" };
    assert.deepEqual({ ...options }, { ...defaults, url: "u", every: 90_000, words: ["y"] });
  }));

Deno.test("no plugins: none, nothing, and an empty list are the same", async () => {
  for (const yaml of ["", "plugins:", "plugins: []"]) {
    await inFolder({ "mediamtx.yml": yaml }, async (load) => {
      assert.deepEqual(extensionsOf(await load()), []);
    });
  }
});

Deno.test("neither the environment nor the API has a say, and nobody is shown options", () =>
  inFolder({ "plugin.ts": GOOD, "mediamtx.yml": YAML }, async (load) => {
    const env = { MTX_PLUGINS: "x.ts", MTX_PLUGINS_0_FILE: "x.ts", MTX_PLUGINS_0_URL: "v" };
    const loaded = await load({ env });
    const [extension] = extensionsOf(loaded);
    assert.equal(extension.options.url, "u");
    assert.ok(loaded.ok && !("plugins" in encodeGlobal(loaded.state)));
    const files = { cwd: "/", platform: Deno.build.os, readFile: () => Promise.resolve(null) };
    const values = { plugins: [{ file: "x.ts" }] };
    const changed = await applyChange(loaded.state, { type: "patchGlobal", values }, files);
    assert.ok(!changed.ok);
    assert.match(changed.problems[0].text, /there is no such parameter/);
    const other = { type: "patchGlobal", values: { readTimeout: "7s" } } as const;
    const next = await applyChange(loaded.state, other, files);
    assert.ok(next.ok);
    assert.equal(next.state.configuration.extensions[0], extension, "a change leaves them alone");
  }));

Deno.test("a reload: what is equal is the same object", () =>
  inFolder({ "plugin.ts": GOOD, "mediamtx.yml": YAML }, async (load, write) => {
    const first = await load();
    assert.ok(first.ok);
    await write("mediamtx.yml", `logLevel: debug\n${YAML}  - {file: plugin.ts, url: u, name: b}`);
    const second = await load({ previous: first.state });
    assert.ok(second.ok);
    const [same, added] = extensionsOf(second);
    assert.equal(same, extensionsOf(first)[0]);
    assert.equal(added.name, "b");
    await write("mediamtx.yml", YAML.replace("url: u", "url: w"));
    const [changed] = extensionsOf(await load({ previous: second.state }));
    assert.equal(changed.options.url, "w");
  }));

function extensionsOf(loaded: Loaded) {
  assert.ok(loaded.ok, Deno.inspect(loaded));
  return loaded.configuration.extensions;
}

/** Runs `test` in a folder with these files, of which `mediamtx.yml` is loaded. */
async function inFolder(
  files: Readonly<Record<string, string | undefined>>,
  test: (
    load: (options?: Partial<LoadOptions>) => Promise<Loaded>,
    write: (name: string, text: string) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-" });
  const write = (name: string, text = "") => Deno.writeTextFile(`${folder}/${name}`, text);
  const load = (options = {}) =>
    loadConfiguration({
      file: `${folder}/mediamtx.yml`,
      cwd: "/",
      platform: Deno.build.os,
      readFile: Deno.readFile,
      env: {},
      owners: [],
      ...options,
    });
  try {
    for (const [name, text] of Object.entries(files)) await write(name, text);
    await test(load, write);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
