import assert from "node:assert/strict";
import { sources } from "./files.ts";
import { importGraph } from "./graph.ts";

Deno.test("graph: values, types, re-exports and import() by relative and mapped names", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/media/deep`, { recursive: true });
    await Deno.mkdir(`${root}/node_modules`);
    const files = {
      "deno.json": '{ "imports": { "media/": "./media/" } }',
      "a.ts": 'import type { B } from "media/b.ts"; import "./media/deep/c.ts"; export type A = B;',
      "media/b.ts":
        'export * from "./deep/c.ts"; export type B = 1; export const d = import("../d.ts");',
      "media/deep/c.ts": 'import "node:fs";',
      "d.ts": 'export type X = import("./media/b.ts").B;',
      "node_modules/x.ts": "",
      "notes.md": "",
    };
    for (const [file, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${root}/${file}`, text);
    }
    const found = await sources(root);
    assert.deepEqual(found, ["a.ts", "d.ts", "media/b.ts", "media/deep/c.ts"]);
    const graph = await importGraph(root, found);
    assert.deepEqual(Object.fromEntries([...graph].sort()), {
      "a.ts": ["media/b.ts", "media/deep/c.ts"],
      "d.ts": ["media/b.ts"],
      "media/b.ts": ["media/deep/c.ts", "d.ts"],
      "media/deep/c.ts": [],
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
