import assert from "node:assert/strict";
import type { ParameterOwner } from "core/config/owner.ts";
import { parameter } from "core/config/parameter.ts";
import { text } from "core/config/types/mod.ts";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";

const live = parameter(text, { default: "", effect: "live", doc: "For tests." });
const OWNER: ParameterOwner = { name: "test", path: { note: live } };

/** Paths with a publisher and a reader each, and what is told of them since. */
async function running(yaml: string, ...names: string[]) {
  const set = await pathsOf(yaml, [OWNER]), told: string[] = [];
  for (const name of ["offline", "unavailable", "pathCreated", "pathRemoved"] as const) {
    set.hooks.on("test", name, (path) => void told.push(`${path.name}: ${name}`));
  }
  await set.paths.start();
  for (const name of names) {
    set.paths.publish(await set.access("publish", name), party(`p of ${name}`, told), TRACKS);
    await set.paths.read(await set.access("read", name), party(`r of ${name}`, told));
  }
  told.length = 0;
  const path = (name: string) => set.paths.paths.get(name);
  const note = (name: string) => (path(name)!.entry.values as unknown as { note: string }).note;
  return { ...set, told, path, note };
}

/** What becomes of a path that is closed for `reason`. */
const closed = (name: string, reason: string) => [
  `${name}: offline`,
  `r of ${name} leaves: ${reason}`,
  `${name}: unavailable`,
  `p of ${name} leaves: ${reason}`,
  `${name}: pathRemoved`,
];
const CHANGED = "the configuration of the path was changed";
const REMOVED = "the path was removed from the configuration";

Deno.test("reload: a path whose entry is the same is not touched", async () => {
  const yaml = "paths:\n  a:\n    maxReaders: 3\n  ~^b:\n",
    { reload, told, path } = await running(yaml, "a", "b1");
  const before = [path("a"), path("b1")], entries = before.map((each) => each?.entry);
  await reload(`readTimeout: 3s\n# in other words\n${yaml.replace("3", "0x3")}  c:\n`);
  assert.deepEqual(told, ["c: pathCreated"]);
  const after = [path("a"), path("b1")];
  assert.ok(before.every((each, i) => each === after[i] && each?.entry === entries[i]));
});

Deno.test("reload: a live parameter is changed in place, of static paths and of expressions", async () => {
  const { reload, told, path, note } = await running("paths:\n  a:\n  ~^b:\n  c:\n", "a", "b1");
  const before = [path("a"), path("b1"), path("c")], stream = path("a")?.stream;
  await reload("paths:\n  a:\n    note: new\n  ~^b:\n    note: newer\n  c:\n");
  assert.deepEqual([note("a"), note("b1"), note("c"), told], ["new", "newer", "", []]);
  assert.deepEqual(before.map((each) => each === path(each!.name)), [true, true, true]);
  assert.ok(stream && path("a")?.stream === stream && path("a")?.readers.size === 1);
});

Deno.test("reload: any other change closes the path with its clients and creates it again", async () => {
  const { reload, told, path, access, paths } = await running("paths:\n  a:\n  b:\n", "a", "b");
  const before = path("a");
  await reload("paths:\n  a:\n    maxReaders: 3\n    note: new\n  b:\n");
  assert.deepEqual(told, [...closed("a", CHANGED), "a: pathCreated"]);
  assert.ok(path("a") !== before && path("a")?.entry.values.maxReaders === 3);
  paths.publish(await access("publish", "a"), party("next"), TRACKS);
  assert.equal(path("a")?.publisher?.id, "next");
});

Deno.test("reload: a change of the defaults is a change of every entry that has not its own value", async () => {
  const yaml = "paths:\n  a:\n  b:\n    maxReaders: 5\n",
    { reload, told } = await running(yaml, "a", "b");
  await reload(`pathDefaults:\n  maxReaders: 7\n${yaml}`);
  assert.deepEqual(told, [...closed("a", CHANGED), "a: pathCreated"]);
});

Deno.test("reload: a path of an expression that is changed is closed, until somebody uses it again", async () => {
  const { reload, told, path } = await running("paths:\n  ~^b:\n", "b1", "b2");
  await reload("paths:\n  ~^b:\n    maxReaders: 3\n");
  assert.deepEqual(told, [...closed("b1", CHANGED), ...closed("b2", CHANGED)]);
  assert.equal(path("b1"), undefined);
});

Deno.test("reload: without its entry a path is closed", async () => {
  const { reload, told, paths } = await running("paths:\n  a:\n  ~^b:\n  c:\n", "a", "b1");
  await reload("paths:\n  c:\n");
  assert.deepEqual(told, [...closed("a", REMOVED), ...closed("b1", REMOVED)]);
  assert.deepEqual([...paths.paths.keys()], ["c"]);
});

Deno.test("reload: an entry of its own takes a path out of its expression's hands", async () => {
  const { reload, told, path } = await running("paths:\n  ~^(b)(.)$:\n", "b1", "b2");
  await reload("paths:\n  b1:\n  ~^(b)(.)$:\n");
  assert.deepEqual(told, [...closed("b1", CHANGED), "b1: pathCreated"]);
  assert.deepEqual([path("b1")?.groups, path("b2")?.groups], [[], ["b", "2"]]);
});

Deno.test("reload: without an entry of its own a path falls to the expression that fits it", async () => {
  const { reload, told, path, access, paths } = await running("paths:\n  b1:\n  ~^b(.)$:\n", "b1");
  await reload("paths:\n  ~^b(.)$:\n");
  assert.deepEqual(told, closed("b1", CHANGED));
  assert.equal(path("b1"), undefined);
  paths.publish(await access("publish", "b1"), party("next"), TRACKS);
  assert.deepEqual(path("b1")?.groups, ["1"]);
});
