import assert from "node:assert/strict";
import { createGrowingFile } from "net/storage/growing_file.ts";
import { ConfigurationFile } from "../../../test/configuration.ts";
import { FakeClock } from "../../../test/fake_clock.ts";
import { LogLines } from "../../../test/log_lines.ts";
import * as config from "../config.ts";
import { Cleaner } from "./cleaner.ts";
import { RecordingStore } from "./store.ts";
import { PathTemplate } from "./template.ts";

const DAY = 24 * 3600;

/** A store over files that begin so many seconds ago, in a folder that vanishes. */
async function within(
  files: Readonly<Record<string, readonly number[]>>,
  test: (scene: Scene) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir(), clock = new FakeClock();
  const file = new ConfigurationFile([{ ...config, name: "recorder" }]);
  const recordPath = `${folder}/rec/%path/%s-%f`, template = new PathTemplate(recordPath, "fmp4");
  const configuration = await file.read([
    `pathDefaults: { recordPath: '${recordPath}' }`,
    "paths: { cam: {}, '~^x/.*$': {}, old: { recordDeleteAfter: 0s } }",
  ].join("\n"));
  const fileOf = (name: string, age: number) =>
    template.fileOf(name, (clock.wall() / 1000 - age) * 1e6 + 7);
  for (const [name, ages] of Object.entries(files)) {
    for (const age of ages) (await createGrowingFile(fileOf(name, age))).close();
  }
  const store = new RecordingStore(() => configuration);
  try {
    await test({ folder, clock, store, configuration, fileOf });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Scene {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly store: RecordingStore;
  readonly configuration: Awaited<ReturnType<ConfigurationFile["read"]>>;
  fileOf(name: string, age: number): string;
}

Deno.test("recordings: those of all paths, by name and time, of names that are configured", () =>
  within({ "x/b": [5], cam: [30, 10, 20], other: [1] }, async ({ store, fileOf }) => {
    const found = (await store.list()).map(({ name, segments }) => [
      name,
      segments.map(({ file }) => file),
    ]);
    assert.deepEqual(found, [
      ["cam", [30, 20, 10].map((age) => fileOf("cam", age))],
      ["x/b", [fileOf("x/b", 5)]],
    ]);
  }));

Deno.test("recordings: those of one path", () =>
  within({ cam: [10, 20], "x/a": [1], "x/a/b": [2] }, async ({ store, clock, fileOf }) => {
    const { segments, format, missing } = await store.find("cam");
    const start = (age: number) => (clock.wall() / 1000 - age) * 1e6 + 7;
    assert.deepEqual(segments.map(({ start }) => start), [start(20), start(10)]);
    assert.deepEqual([format, missing], ["fmp4", undefined]);
    assert.deepEqual((await store.find("x/a")).segments.map(({ file }) => file), [
      fileOf("x/a", 1),
    ]);
    assert.deepEqual((await store.find("x/none")).segments, []);
    await assert.rejects(store.find("none"), { message: "path 'none' is not configured" });
    await assert.rejects(store.find("../cam"), { message: /^invalid path name: / });
  }));

Deno.test("recordings: a folder that is not there is told", () =>
  within({}, async ({ store, folder }) => {
    assert.equal((await store.find("cam")).missing, `${folder}/rec`);
    assert.deepEqual(await store.list(), []);
  }));

Deno.test("recordings: one is deleted by its start", () =>
  within({ cam: [10, 20] }, async ({ store, fileOf }) => {
    const [{ start }] = (await store.find("cam")).segments;
    await store.delete("cam", start);
    assert.deepEqual((await store.find("cam")).segments.map(({ file }) => file), [
      fileOf("cam", 10),
    ]);
    await assert.rejects(store.delete("cam", start), {
      message: `remove ${fileOf("cam", 20)}: no such file or directory`,
    });
    await assert.rejects(store.delete("none", start), { message: /not configured/ });
  }));

Deno.test("cleaner: what is old is deleted, with folders that are empty then, and again later", () =>
  within({ cam: [2 * DAY, 10], "x/a/b": [2 * DAY], old: [9 * DAY] }, async (scene) => {
    const { store, clock, configuration, fileOf, folder } = scene, log = new LogLines();
    const open = new Set<string>(), isOpen = (file: string) => open.has(file);
    const cleaner = new Cleaner({ clock, log: log.log, store, isOpen });
    const left = async () => (await store.list()).flatMap(({ segments }) => segments).length;
    cleaner.configure(configuration);
    while (await left() > 2) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(
      (await Array.fromAsync(Deno.readDir(`${folder}/rec`))).map(({ name }) => name).sort(),
      [
        "cam",
        "old",
      ],
    );
    assert.equal(clock.pending, 1);
    open.add(fileOf("cam", 10));
    clock.advance(DAY * 1000);
    await cleaner.close();
    assert.equal(await left(), 2);
    assert.equal(clock.pending, 0);
    assert.ok(log.lines.every((line) => line.startsWith("DEB removing ")), log.lines.join());
  }));

Deno.test("cleaner: nothing runs where everything is kept", () =>
  within({}, async ({ store, clock }) => {
    const log = new LogLines().log,
      cleaner = new Cleaner({ clock, log, store, isOpen: () => false });
    const file = new ConfigurationFile([{ ...config, name: "recorder" }]);
    cleaner.configure(
      await file.read("pathDefaults: { recordDeleteAfter: 0s }\npaths: { cam: {} }"),
    );
    assert.equal(clock.pending, 0);
    cleaner.configure(
      await file.read("pathDefaults: { recordDeleteAfter: 2h }\npaths: { cam: {} }"),
    );
    assert.equal(clock.pending, 1);
    await cleaner.close();
  }));
