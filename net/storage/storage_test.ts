import assert from "node:assert/strict";
import { filesWithin, isFolder, removeEmptyFolders, removeFile } from "./folder.ts";
import { createGrowingFile, folderOf, isTaken } from "./growing_file.ts";
import { openFile } from "./open_file.ts";

async function within(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const text = (value: string) => new TextEncoder().encode(value);

Deno.test("storage: a file grows, its beginning is written anew, and parts of it are read", () =>
  within(async (folder) => {
    const path = `${folder}/a/b/file`, file = await createGrowingFile(path);
    await file.append(text("hello "));
    await file.append(text("world"));
    await file.sync();
    await file.rewrite(text("J"));
    file.close();
    assert.equal(await Deno.readTextFile(path), "Jello world");
    const opened = await openFile(path);
    const read = async (at: number, length: number) =>
      new TextDecoder().decode(await opened.read(at, length));
    assert.equal(opened.size, 11);
    assert.deepEqual([await read(6, 5), await read(0, 2), await read(9, 9)], ["world", "Je", "ld"]);
    assert.equal(await read(20, 5), "");
    opened.close();
  }));

Deno.test("storage: no file takes the place of another", () =>
  within(async (folder) => {
    (await createGrowingFile(`${folder}/file`)).close();
    await assert.rejects(createGrowingFile(`${folder}/file`), isTaken);
    await assert.rejects(createGrowingFile(`${folder}/file/below`), (error) => !isTaken(error));
  }));

Deno.test("storage: files are found in all folders, and empty folders vanish up to the root", () =>
  within(async (folder) => {
    const root = `${folder}/root`, paths = [`${root}/a/b/1`, `${root}/a/2`, `${root}/3`];
    for (const path of paths) (await createGrowingFile(path)).close();
    assert.deepEqual((await Array.fromAsync(filesWithin(root))).sort(), paths.toSorted());
    assert.deepEqual(await Array.fromAsync(filesWithin(`${folder}/none`)), []);
    assert.deepEqual(await Array.fromAsync(filesWithin(paths[0])), []);
    await removeFile(paths[0]);
    await removeEmptyFolders(paths[0], root);
    assert.deepEqual([await isFolder(`${root}/a/b`), await isFolder(`${root}/a`)], [false, true]);
    await removeFile(paths[1]);
    await removeEmptyFolders(paths[1], root);
    await removeFile(paths[2]);
    await removeEmptyFolders(paths[2], root);
    assert.deepEqual([await isFolder(`${root}/a`), await isFolder(root)], [false, true]);
    await assert.rejects(removeFile(paths[0]), {
      message: `remove ${paths[0]}: no such file or directory`,
    });
  }));

Deno.test("storage: names within the working directory have nothing before them", async () => {
  assert.ok(await isFolder(""));
  const first = async (folder: string) => (await filesWithin(folder).next()).value as string;
  assert.match(await first(""), /^(?!\.?\/)/);
  assert.match(await first("."), /^\.\//);
});

Deno.test("storage: the folder of a file", () => {
  const cases = { "a/b/c": "a/b", "/a": "/", "a": ".", "a\\b": "a", "./a/b": "./a" };
  for (const [path, folder] of Object.entries(cases)) assert.equal(folderOf(path), folder);
});
