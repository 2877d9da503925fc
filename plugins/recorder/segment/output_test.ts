import assert from "node:assert/strict";
import { Output } from "./output.ts";

/** An output into a folder that vanishes, and what it tells. */
async function within(
  options: { readonly limit?: number; readonly name?: (folder: string) => string },
  test: (output: Output, told: string[], folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir(), told: string[] = [];
  const { limit = 1 << 20, name = () => `${folder}/a/file` } = options;
  const output = new Output({
    name: () => name(folder),
    limit,
    created: (file) => told.push(`created ${file.slice(folder.length)}`),
    failed: (reason) => told.push(reason),
  });
  try {
    await test(output, told, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);

Deno.test("output: everything is written in order, then the beginning anew", () =>
  within({ limit: 10 << 20 }, async (output, told, folder) => {
    output.write(bytes(3, 1), bytes(2, 2));
    output.write(bytes(3 << 20, 3));
    output.write();
    output.write(bytes(1, 4));
    await output.close(() => bytes(2, 9));
    const written = await Deno.readFile(`${folder}/a/file`);
    assert.equal(written.length, 6 + (3 << 20));
    assert.deepEqual([...written.slice(0, 6)], [9, 9, 1, 2, 2, 3]);
    assert.equal(written.at(-1), 4);
    assert.deepEqual(told, ["created /a/file"]);
  }));

Deno.test("output: nothing is created where nothing is written", () =>
  within({}, async (output, told, folder) => {
    output.write();
    await output.close();
    assert.deepEqual([told, [...Deno.readDirSync(folder)]], [[], []]);
  }));

Deno.test("output: what cannot wait ends it, once", () =>
  within({ limit: 100 }, async (output, told) => {
    output.write(bytes(50, 1));
    output.write(bytes(51, 2));
    output.write(bytes(500, 3));
    await output.close();
    assert.deepEqual(told, ["the disk is too slow"]);
  }));

const full = Deno.build.os === "linux";

Deno.test({
  name: full
    ? "output: a disk that is full"
    : "output: a disk that is full (skipped: only Linux has /dev/full)",
  ignore: !full,
  fn: () =>
    within({ name: (folder) => `${folder}/file` }, async (output, told, folder) => {
      // Whoever creates the file finds it there: a link to a device that takes nothing.
      const create = Deno.open;
      Deno.open = (_path, options) => create("/dev/full", { ...options, createNew: false });
      try {
        output.write(bytes(5, 1));
        await output.close();
      } finally {
        Deno.open = create;
      }
      assert.deepEqual(told, [
        `cannot write a file in ${folder}: No space left on device (os error 28)`,
      ]);
    }),
});
