import assert from "node:assert/strict";
import { watchFile } from "net/files.ts";

/** Resolves at the next call of `changed`; rejects after three seconds without one. */
function watch(path: string) {
  let told: () => void = () => {};
  let calls = 0;
  const stop = watchFile(path, () => (calls++, told()), (error) => assert.fail(String(error)));
  const next = () =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no change was seen")), 3000);
      told = () => (clearTimeout(timer), resolve());
    });
  return { next, stop, calls: () => calls };
}

Deno.test("a file that is written, replaced or reached by another link is seen, a neighbour is not", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/a.yml`;
  try {
    await Deno.writeTextFile(path, "1");
    const watched = watch(path);
    const writes = [
      () => Deno.writeTextFile(path, "12"),
      async () => {
        await Deno.writeTextFile(`${folder}/new`, "123");
        await Deno.rename(`${folder}/new`, path);
      },
      async () => {
        await Deno.writeTextFile(`${folder}/target`, "1234");
        await Deno.symlink(`${folder}/target`, `${folder}/link`);
        await Deno.rename(`${folder}/link`, path);
      },
    ];
    for (const [i, write] of writes.entries()) {
      const seen = watched.next();
      await write();
      await seen;
      assert.equal(watched.calls(), i + 1);
    }
    await Deno.writeTextFile(`${folder}/other`, "x");
    await new Promise((resolve) => setTimeout(resolve, 250));
    await watched.stop();
    assert.equal(watched.calls(), writes.length);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a folder that cannot be watched is told", async () => {
  const errors: unknown[] = [];
  const stop = watchFile("/nowhere/at/all.yml", () => {}, (error) => errors.push(error));
  await stop();
  assert.equal(errors.length, 1);
});
