import assert from "node:assert/strict";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";

/** A path with a publisher, and what the hooks tell of its readers. */
async function published() {
  const set = await pathsOf("paths:\n  cam:\n"), told: string[] = [];
  await set.paths.start();
  set.hooks.on("test", "readerAdded", ({ reader }) => void told.push(`${reader.id} reads`));
  set.hooks.on("test", "readerRemoved", ({ reader }) => void told.push(`${reader.id} is gone`));
  const publication = set.paths.publish(await set.access("publish", "cam"), party("p"), TRACKS);
  return { ...set, told, publication, access: await set.access("read", "cam") };
}

Deno.test("paths: a reader is told of when it takes its place, and when it leaves", async () => {
  const { paths, access, told } = await published();
  const reading = await paths.read(access, party("r"));
  assert.deepEqual(told, ["r reads"]);
  reading.close();
  reading.close();
  assert.deepEqual(told, ["r reads", "r is gone"]);
});

Deno.test("paths: a quiet reader has its place and is told of from start to pause", async () => {
  const { paths, access, told } = await published();
  const reading = await paths.read(access, party("r"), { quiet: true });
  assert.equal(paths.paths.get("cam")!.readers.size, 1);
  assert.deepEqual(told, []);
  reading.start();
  reading.start();
  reading.pause();
  reading.pause();
  reading.start();
  reading.close();
  reading.start();
  assert.deepEqual(told, ["r reads", "r is gone", "r reads", "r is gone"]);
});

Deno.test("paths: a quiet reader that never starts is nobody's business", async () => {
  const { paths, access, told } = await published();
  (await paths.read(access, party("r"), { quiet: true })).close();
  assert.deepEqual(told, []);
});

Deno.test("paths: the source leaves: offline, its readers, unavailable, in that order", async () => {
  const { paths, hooks, access, told, publication } = await published();
  for (const name of ["offline", "unavailable"] as const) {
    hooks.on("test", name, ({ publisher }) => void told.push(`${name}, of ${publisher?.id}`));
  }
  await paths.read(access, party("r", told));
  told.length = 0;
  publication.close();
  assert.deepEqual(told, [
    "offline, of p",
    "r is gone",
    "r leaves: the stream ended",
    "unavailable, of p",
  ]);
});
