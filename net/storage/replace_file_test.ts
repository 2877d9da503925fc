import assert from "node:assert/strict";
import { replaceFile } from "net/storage/replace_file.ts";

Deno.test("replacing a file keeps its mode and the link to it", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/real.yml`, link = `${folder}/link.yml`;
  await Deno.writeTextFile(file, "old and longer", { mode: 0o640 });
  await Deno.symlink(file, link);
  await replaceFile(link, "new");
  assert.equal(await Deno.readTextFile(file), "new");
  assert.ok((await Deno.lstat(link)).isSymlink);
  if (Deno.build.os !== "windows") assert.equal((await Deno.stat(file)).mode! & 0o777, 0o640);
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
    "link.yml",
    "real.yml",
  ]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file that is not there is not made", async () => {
  const folder = await Deno.makeTempDir();
  await assert.rejects(replaceFile(`${folder}/none.yml`, "new"), Deno.errors.NotFound);
  assert.deepEqual([...Deno.readDirSync(folder)], []);
  await Deno.remove(folder);
});
