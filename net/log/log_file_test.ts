import assert from "node:assert/strict";
import { openLogFile, standardOutput } from "./log_file.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("log file: made with mode 0644, then appended to", () =>
  withFolder(async (folder) => {
    const path = `${folder}/x.log`;
    for (const text of ["one\n", "zwölf\n"]) {
      const file = openLogFile(path);
      await file.write(text);
      await file.write("");
      file.close();
    }
    assert.equal(await Deno.readTextFile(path), "one\nzwölf\n");
    const { mode } = await Deno.stat(path);
    if (mode !== null) assert.equal(mode & 0o777, 0o644 & ~Deno.umask());
  }));

Deno.test("log file: one handle, so a renamed file goes on being written", () =>
  withFolder(async (folder) => {
    const file = openLogFile(`${folder}/a`);
    await Deno.rename(`${folder}/a`, `${folder}/b`);
    await file.write("still\n");
    file.close();
    assert.equal(await Deno.readTextFile(`${folder}/b`), "still\n");
  }));

Deno.test("log file: a missing folder is named in the error", () => {
  assert.throws(
    () => openLogFile("/nowhere/at/all.log"),
    /Cannot open log file '\/nowhere\/at\/all\.log': /,
  );
});

Deno.test({
  name: "log file: a full disk rejects the write (Linux: /dev/full)",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const file = openLogFile("/dev/full");
    await assert.rejects(file.write("x"), /No space left/);
    file.close();
  },
});

Deno.test("log file: closing the standard output leaves it open", async () => {
  const output = standardOutput();
  output.close();
  await output.write("");
  assert.equal(typeof Deno.stdout.isTerminal(), "boolean");
});
