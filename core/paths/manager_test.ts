import assert from "node:assert/strict";
import type { AuthResult } from "core/auth/request.ts";
import { Refusal, type RefusalKind } from "core/errors.ts";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";

const refusal = (kind: RefusalKind, message: string) => (error: unknown) => {
  assert.ok(error instanceof Refusal);
  assert.deepEqual([error.kind, error.message], [kind, message]);
  return true;
};

/** Paths whose coming and going is told. */
async function watched(yaml: string) {
  const set = await pathsOf(yaml), told: string[] = [];
  set.hooks.on("test", "pathCreated", ({ name }) => void told.push(`${name} appears`));
  set.hooks.on("test", "pathRemoved", ({ name }) => void told.push(`${name} vanishes`));
  await set.paths.start();
  const publish = async (path: string, id = "p") =>
    set.paths.publish(await set.access("publish", path), party(id, told), TRACKS);
  const read = async (path: string, id = "r") =>
    set.paths.read(await set.access("read", path), party(id, told));
  const names = () => [...set.paths.paths.keys()];
  return { ...set, told, publish, read, names };
}

Deno.test("paths: static paths are there from the start, those of expressions only while used", async () => {
  const { names, told, publish } = await watched(
    "paths:\n  b:\n  ~^cam(.*)$:\n  a:\n  all_others:\n",
  );
  assert.deepEqual([names(), told.splice(0)], [["b", "a"], ["b appears", "a appears"]]);
  const publication = await publish("a");
  publication.close();
  assert.deepEqual([names(), told], [["b", "a"], []]);
});

Deno.test("paths: nothing is there before the start", async () => {
  const { paths } = await pathsOf("paths:\n  cam:\n");
  assert.equal(paths.paths.size, 0);
});

Deno.test("paths: a path of an expression appears with its publisher and vanishes with it", async () => {
  const { names, told, publish, read, paths } = await watched("paths:\n  ~^cam(.)(.)$:\n");
  const publication = await publish("camXY");
  const { groups, entry } = paths.paths.get("camXY")!;
  assert.deepEqual([groups, entry.key], [["X", "Y"], "~^cam(.)(.)$"]);
  const reading = await read("camXY");
  assert.deepEqual(told.splice(0), ["camXY appears"]);
  reading.close();
  assert.deepEqual([names(), told], [["camXY"], []]);
  await read("camXY");
  publication.close();
  assert.deepEqual(told.splice(0), ["r leaves: the stream ended", "camXY vanishes"]);
  assert.deepEqual(names(), []);
  await publish("camXY");
  assert.deepEqual(told, ["camXY appears"]);
});

Deno.test("paths: a path of an expression stays while one publisher follows another", async () => {
  const { told, publish, read, paths } = await watched("paths:\n  all_others:\n");
  const first = await publish("any/name", "first");
  const path = paths.paths.get("any/name");
  await read("any/name");
  told.length = 0;
  const second = await publish("any/name", "second");
  first.close();
  assert.equal(paths.paths.get("any/name"), path);
  const left = ["r leaves", "first leaves"].map((who) => `${who}: replaced by another publisher`);
  assert.deepEqual(told.splice(0), left);
  second.close();
  assert.deepEqual(told, ["any/name vanishes"]);
});

Deno.test("paths: who asks a path of an expression in vain leaves none behind", async () => {
  const { read, names, paths, access } = await watched("paths:\n  all_others:\n");
  const nothing = refusal("no stream", "no stream is available on path 'cam'");
  await assert.rejects(read("cam"), nothing);
  await assert.rejects(paths.describe(await access("read", "cam")), nothing);
  assert.deepEqual(names(), []);
});

Deno.test("paths: a refused publisher leaves no path behind", async () => {
  const yaml = "paths:\n  all_others:\n    source: redirect\n    sourceRedirect: /other\n";
  const { publish, names } = await watched(yaml);
  await assert.rejects(publish("cam"), Refusal);
  assert.deepEqual(names(), []);
});

Deno.test("paths: at the end everybody is told to leave, and every path vanishes", async () => {
  const { told, publish, read, paths, names, clock } = await watched(
    "paths:\n  cam:\n  all_others:\n",
  );
  for (const path of ["cam", "other"]) await publish(path), await read(path);
  told.length = 0;
  await paths.close();
  const left = ["r leaves: terminated", "p leaves: terminated"];
  assert.deepEqual(told, [...left, "cam vanishes", ...left, "other vanishes"]);
  assert.deepEqual([names(), clock.pending], [[], 0]);
});

/** Questions to an authenticator that answers as told. */
async function guarded(answer: AuthResult) {
  const asked: string[] = [];
  const set = await pathsOf("paths:\n  cam:\n  ~^door(.)$:\n", [], {
    verify: ({ action, path }) => {
      asked.push(`may ${action} ${path}?`);
      return Promise.resolve(answer);
    },
  });
  return { ...set, asked };
}

Deno.test("authorize: what is granted says by which entry", async () => {
  const { access, asked, log, configuration } = await guarded({ ok: true, user: "alice" });
  const granted = await access("read", "door7", "a=b");
  assert.deepEqual({ ...granted, entry: granted.entry.key }, {
    action: "read",
    name: "door7",
    entry: "~^door(.)$",
    groups: ["7"],
    query: "a=b",
    user: "alice",
  });
  assert.equal(granted.entry, configuration.paths.get("~^door(.)$"));
  assert.deepEqual([asked, log.take()], [["may read door7?"], []]);
});

Deno.test("authorize: who gave no credentials is asked for them, who gave wrong ones is refused", async () => {
  for (const [ask, kind] of [[true, "credentials needed"], [false, "not authorised"]] as const) {
    const { access, asked } = await guarded({ ok: false, reason: "it does not fit", ask });
    await assert.rejects(access("publish", "cam"), refusal(kind, "it does not fit"));
    assert.deepEqual(asked, ["may publish cam?"]);
  }
});

Deno.test("authorize: names are looked at before anybody is asked for credentials", async () => {
  const { access, asked, log } = await guarded({ ok: false, reason: "wrong password", ask: false });
  const unknown = "path 'other' is not configured";
  await assert.rejects(access("read", "other"), refusal("path not configured", unknown));
  for (const name of ["", "/cam", "cam/", "a b", "../cam"]) {
    await assert.rejects(access("read", name), (error: unknown) => {
      assert.ok(error instanceof Refusal && error.kind === "invalid path name", name);
      assert.match(error.message, /^invalid path name: .+ \(.*\)$/);
      return error.message.endsWith(` (${name})`);
    });
  }
  assert.deepEqual([asked, log.take()], [[], []]);
});
