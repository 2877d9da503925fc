import assert from "node:assert/strict";
import { type Process, startProcess } from "./process.ts";

/** A test of what Windows has not got: POSIX shells and process groups. */
function unixTest(name: string, fn: () => Promise<void>): void {
  const ignore = Deno.build.os === "windows";
  Deno.test({ name: ignore ? `${name} (skipped: Windows has no shell)` : name, ignore, fn });
}

/** The line that a script writes into its file. */
async function lineOf(file: string): Promise<string> {
  for (;;) {
    const text = await Deno.readTextFile(file).catch(() => "");
    if (text.endsWith("\n")) return text.trimEnd();
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** Resolves once a process of the group sleeps: a shell that has not come so far might miss a signal. */
async function sleeping(group: number): Promise<void> {
  const options = { args: ["-A", "-o", "pgid=,comm="] },
    line = new RegExp(`^ *${group} .*sleep$`, "m");
  for (let list = ""; !line.test(list);) {
    list = new TextDecoder().decode((await new Deno.Command("ps", options).output()).stdout);
  }
}

/** Runs `script` in a shell, which finds in `$OUT` the name of a file to write to. */
async function shell(
  script: string,
  test: (process: Process, out: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir(), out = `${folder}/out`;
  const process = startProcess("sh", { args: ["-c", script], env: { OUT: out } });
  try {
    await test(process, out);
  } finally {
    process.kill();
    await process.ended;
    await Deno.remove(folder, { recursive: true });
  }
}

unixTest("process: it leads a group, has our environment and more, and an empty input", () => {
  const script = 'echo "$(ps -o pgid= -p $$ | tr -d " ") $(cat | wc -c) ${PATH:+path}" >$OUT';
  return shell(script, async (process, out) => {
    assert.deepEqual(await process.ended, { code: 0, signal: null });
    assert.equal(await lineOf(out), `${process.pid} 0 path`);
  });
});

unixTest("process: its exit code is the real one", () =>
  shell("exit 7", async (process) => {
    assert.deepEqual(await process.ended, { code: 7, signal: null });
  }));

unixTest("process: an interruption reaches its descendants, for which the shell waits", () => {
  return shell("trap 'exit 3' INT; sleep 60", async (process) => {
    await sleeping(process.pid);
    process.interrupt();
    assert.deepEqual(await process.ended, { code: 3, signal: null });
  });
});

unixTest(
  "process: what ignores the interruption is killed; once it has ended nothing is signalled",
  () => {
    const script = "trap '' INT; echo ready >$OUT; while :; do sleep 0.05; done";
    return shell(script, async (process, out) => {
      await lineOf(out);
      process.interrupt();
      const waited = new Promise((done) => setTimeout(() => done("still there"), 200));
      assert.equal(await Promise.race([process.ended, waited]), "still there");
      process.kill();
      assert.deepEqual(await process.ended, { code: 137, signal: "SIGKILL" });
      process.interrupt();
    });
  },
);

Deno.test("process: a program that is not there is an error of its own kind", () => {
  const start = () => startProcess("no-such-program-here", { args: [], env: {} });
  assert.throws(start, Deno.errors.NotFound);
});
