import assert from "node:assert/strict";
import { readSource, sealSource } from "core/config/file/source.ts";
import { ConfigurationWriter } from "core/program/writer.ts";
import { LogLines } from "../../test/log_lines.ts";

const FILES = {
  cwd: "/",
  platform: Deno.build.os,
  readFile: (path: string): Promise<Uint8Array | null> => Deno.readFile(path),
};
const TEXT = "# head\napi: yes # why\npaths:\n  cam:\n";

async function writing(
  env: Record<string, string>,
  test: (set: {
    readonly writer: ConfigurationWriter;
    readonly file: string;
    readonly log: LogLines;
    text(): Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir(), file = `${folder}/mediamtx.yml`, log = new LogLines();
  await Deno.writeTextFile(file, await sealSource(TEXT, env));
  const text = async () => {
    const source = await readSource({ ...FILES, file, env });
    assert.ok("text" in source);
    return source.text;
  };
  try {
    await test({ writer: new ConfigurationWriter(file, FILES, log.log, env), file, log, text });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("writer: changes that come together are written together, in their order", () =>
  writing({}, async ({ writer, text }) => {
    writer.write({ type: "addPath", name: "a", values: { maxReaders: 1 } });
    writer.write({ type: "patchPath", name: "a", values: { maxReaders: 2 } });
    writer.write({ type: "patchGlobal", values: { api: false } });
    await writer.settled();
    assert.equal(
      await text(),
      "# head\napi: false # why\npaths:\n  cam:\n  a:\n    maxReaders: 2\n",
    );
  }));

Deno.test("writer: an entry that the file does not hold is written whole, not what was changed of it alone", () =>
  writing({}, async ({ writer, text }) => {
    const entry = { source: "rtsp://host/x", maxReaders: 7 };
    const raw = { global: {}, pathDefaults: {}, paths: new Map([["a", entry]]) };
    writer.write({ type: "patchPath", name: "a", values: { maxReaders: 7 } }, raw);
    writer.write({ type: "patchPath", name: "cam", values: { maxReaders: 3 } }, raw);
    await writer.settled();
    const added = "  a:\n    source: rtsp://host/x\n    maxReaders: 7\n";
    assert.equal(await text(), TEXT + "    maxReaders: 3\n" + added);
  }));

Deno.test("writer: it knows its own writing from another's", () =>
  writing({}, async ({ writer, file }) => {
    assert.equal(await writer.isOwn(), false);
    writer.write({ type: "deletePath", name: "cam" });
    await writer.settled();
    assert.equal(await writer.isOwn(), true);
    await Deno.writeTextFile(file, "api: no\n");
    assert.equal(await writer.isOwn(), false);
  }));

Deno.test("writer: an encrypted file stays encrypted", () =>
  writing({ MTX_CONFKEY: "one", RTSP_CONFKEY: "two" }, async ({ writer, file, text }) => {
    writer.write({ type: "patchGlobal", values: { api: false } });
    await writer.settled();
    assert.equal(await text(), TEXT.replace("yes", "false"));
    assert.doesNotMatch(await Deno.readTextFile(file), /api/);
  }));

Deno.test("writer: what cannot be written is said, and harms nothing", () =>
  writing({}, async ({ writer, file, log }) => {
    await Deno.writeTextFile(file, "paths: {cam: {}}\n");
    writer.write({ type: "addPath", name: "a", values: {} });
    await writer.settled();
    assert.deepEqual(log.take(), [
      `ERR a change was not written to ${file}: Cannot edit paths: it is not written in lines`,
    ]);
    assert.equal(await Deno.readTextFile(file), "paths: {cam: {}}\n");
    writer.write({ type: "patchGlobal", values: { api: false } });
    await writer.settled();
    assert.equal(await Deno.readTextFile(file), "paths: {cam: {}}\napi: false\n");
  }));
