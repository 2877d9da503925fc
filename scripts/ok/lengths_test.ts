import assert from "node:assert/strict";
import { longSources } from "./lengths.ts";

Deno.test("lengths: names the file and the line from the root", async () => {
  const root = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.mkdir(`${root}/core`);
    await Deno.writeTextFile(`${root}/core/a.ts`, `\nfunction f() {\n${"  x();\n".repeat(50)}}\n`);
    await Deno.writeTextFile(`${root}/core/b.ts`, "x();\n");
    const [found, ...more] = await longSources(root, ["core/a.ts", "core/b.ts"]);
    assert.ok(found?.startsWith("core/a.ts:2: a function of 52 lines"), found);
    assert.deepEqual(more, []);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
