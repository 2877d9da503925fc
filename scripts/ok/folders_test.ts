import assert from "node:assert/strict";
import { fullFolders } from "./folders.ts";

function files(folder: string, count: number, suffix = ""): string[] {
  return Array.from({ length: count }, (_, i) => `${folder}f${i}${suffix}.ts`);
}

Deno.test("folders: twelve sources are fine, tests and subfolders do not count", () => {
  const tests = [...files("core/", 5, "_test"), ...files("core/", 5, "_cases")];
  const full = [...files("core/", 12), ...tests, ...files("core/deep/", 12)];
  assert.deepEqual(fullFolders(full), []);
  assert.match(fullFolders([...full, "core/one_more.ts"]).join(), /^core\/ holds 13 sources/);
});
