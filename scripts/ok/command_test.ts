import assert from "node:assert/strict";
import { deno } from "./command.ts";

Deno.test("command: exit code, output and environment", async () => {
  const script =
    "console.log(Deno.env.get('X'), Deno.stdin.readSync(new Uint8Array(1))); Deno.exit(3)";
  const outcome = await deno(["eval", script], { capture: true, env: { X: "y", NO_COLOR: "1" } });
  assert.deepEqual(outcome, { code: 3, timedOut: false, stdout: "y null\n" });
});

Deno.test("command: ended with its children when it runs over its limit", async () => {
  const script = `
    const child = new Deno.Command("sleep", { args: ["100"] }).spawn();
    console.log(child.pid);
    await child.status;`;
  const outcome = await deno(["eval", script], { capture: true, limit: 1 });
  assert.equal(outcome.timedOut, true);
  assert.notEqual(outcome.code, 0);
  if (Deno.build.os !== "linux") return;
  const state = await Deno.readTextFile(`/proc/${Number(outcome.stdout)}/stat`).catch(() =>
    "0 (gone) Z"
  );
  assert.match(state, /\) Z/, "the child is gone, or waits for its parent to notice");
});
