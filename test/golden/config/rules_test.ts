import assert from "node:assert/strict";
import { loadValid, problemsOf } from "./loading.ts";
import { cameraRules } from "./rules_camera.ts";
import { globalRules } from "./rules_global.ts";
import { pathRules } from "./rules_path.ts";

const rules = [...globalRules, ...pathRules, ...cameraRules];

for (const { rule, broken, problems, kept, files } of rules) {
  Deno.test(`rule: ${rule}`, async () => {
    const options = { ...files && { files } };
    const found = await problemsOf(broken, options);
    assert.equal(found.length, problems.length, found.join("\n"));
    problems.forEach((words, i) => assert.match(found[i], words));
    await loadValid(kept, options);
  });
}

Deno.test("what path defaults break is said once, where it stands", async () => {
  const found = await problemsOf("pathDefaults:\n  recordPath: x\npaths:\n  a:\n  b:\n");
  assert.deepEqual(found.map((line) => line.split(": ")[0]), ["2:15", "2:15"]);
  assert.match(found[0], /pathDefaults\.recordPath/);
});
