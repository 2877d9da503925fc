import assert from "node:assert/strict";
import { formatProblem } from "core/config/check/problem.ts";
import { encodeGlobal, encodePathDefaults, pathEncoder } from "core/config/encode.ts";
import { applyChange, type Change, type Changed } from "core/config/patch.ts";
import { redact } from "core/config/redact.ts";
import { difference, pathEffect, sliceOf } from "core/config/slice.ts";
import type { ConfigurationState } from "core/config/state.ts";
import { loadValid } from "./loading.ts";

const FILES = { cwd: "/srv", platform: "linux", readFile: () => Promise.resolve(null) };

const yml =
  "logLevel: debug\npathDefaults:\n  maxReaders: 3\npaths:\n  cam:\n    record: yes\n  two:\n  all_others:\n";

async function initial(): Promise<ConfigurationState> {
  return (await loadValid(yml)).state;
}

function problems(changed: Changed): string[] {
  return changed.ok ? [] : changed.problems.map(formatProblem);
}

async function valid(state: ConfigurationState, change: Change): Promise<ConfigurationState> {
  const changed = await applyChange(state, change, FILES);
  assert.ok(changed.ok, problems(changed).join("\n"));
  return changed.state;
}

Deno.test("a global change keeps the rest, and every object that is equal", async () => {
  const before = await initial();
  const values = { rtspAddress: ":9", readTimeout: "1m", logFile: null };
  const after = (await valid(before, { type: "patchGlobal", values })).configuration;
  assert.equal(after.global.rtspAddress, ":9");
  assert.equal(after.global.readTimeout, 60_000);
  assert.equal(after.global.logLevel, "debug");
  assert.equal(after.global.authInternalUsers, before.configuration.global.authInternalUsers);
  assert.equal(after.paths.get("cam"), before.configuration.paths.get("cam"));
  assert.equal(after.pathDefaults, before.configuration.pathDefaults);
  const { global, added, removed, changed } = difference(before.configuration, after);
  assert.deepEqual([...global].sort(), ["readTimeout", "rtspAddress"]);
  assert.deepEqual([added, removed, changed], [[], [], []]);
});

Deno.test("nothing changes by nothing", async () => {
  const before = await initial();
  for (const values of [null, {}, { logLevel: "debug" }]) {
    const after = await valid(before, { type: "patchGlobal", values });
    assert.equal(after.configuration.global, before.configuration.global);
  }
});

Deno.test("a change of the defaults reaches the entries that do not differ", async () => {
  const before = await initial();
  const after = await valid(before, { type: "patchPathDefaults", values: { record: true } });
  const { changed, global } = difference(before.configuration, after.configuration);
  assert.deepEqual(changed.map(({ after, effect }) => [after.key, effect]), [
    ["two", "live"],
    ["all_others", "live"],
  ]);
  assert.equal(global.size, 0);
  assert.equal(after.configuration.paths.get("cam"), before.configuration.paths.get("cam"));
});

Deno.test("paths are added, changed, replaced and deleted", async () => {
  const before = await initial();
  const added = await valid(before, { type: "addPath", name: "new", values: { maxReaders: 1 } });
  assert.deepEqual(difference(before.configuration, added.configuration).added.map((e) => e.key), [
    "new",
  ]);
  const patched = await valid(added, { type: "patchPath", name: "new", values: { record: true } });
  const entry = patched.configuration.paths.get("new")!;
  assert.deepEqual([entry.values.maxReaders, entry.values.record], [1, true]);
  assert.equal(
    pathEffect(patched.configuration, added.configuration.paths.get("new")!, entry),
    "live",
  );
  const replaced = await valid(patched, {
    type: "replacePath",
    name: "new",
    values: { record: true },
  });
  assert.equal(replaced.configuration.paths.get("new")!.values.maxReaders, 3);
  const [change] = difference(patched.configuration, replaced.configuration).changed;
  assert.equal(change.effect, "path");
  const created = await valid(replaced, { type: "replacePath", name: "~^x", values: null });
  assert.equal(created.configuration.patterns[0].key, "~^x");
  const deleted = await valid(created, { type: "deletePath", name: "cam" });
  assert.deepEqual(
    difference(created.configuration, deleted.configuration).removed.map((e) => e.key),
    ["cam"],
  );
  for (const key of ["two", "all_others"]) {
    assert.equal(deleted.configuration.paths.get(key), before.configuration.paths.get(key));
  }
});

/** A change that is refused, why, and the problem. */
const refused: [Change, string, RegExp][] = [
  [{ type: "addPath", name: "cam", values: {} }, "exists", /cam: path already exists/],
  [{ type: "patchPath", name: "nope", values: {} }, "missing", /nope: path not found/],
  [{ type: "deletePath", name: "nope" }, "missing", /path not found/],
  [{ type: "addPath", name: "a b", values: {} }, "invalid", /cannot be used/],
  [
    { type: "addPath", name: "__proto__", values: { nope: 1 } },
    "invalid",
    /paths\.__proto__\.nope/,
  ],
  [
    { type: "patchPath", name: "cam", values: { source: "x" } },
    "invalid",
    /^paths\.cam\.source: found 'x'/,
  ],
  [{ type: "patchGlobal", values: { logLevel: 1 } }, "invalid", /^logLevel: found the number 1/],
  [{ type: "patchGlobal", values: { rtspAddress: "" } }, "invalid", /^rtspAddress: rtsp needs it/],
  [{ type: "patchGlobal", values: { paths: {} } }, "invalid", /no such parameter/],
  [{ type: "patchGlobal", values: [1] }, "invalid", /JSON object/],
  [{ type: "patchGlobal", values: "x" }, "invalid", /JSON object/],
  [{ type: "patchGlobal", values: { playback: true } }, "valid", /./],
  [
    { type: "patchPathDefaults", values: { recordPath: "x" } },
    "invalid",
    /^pathDefaults\.recordPath/,
  ],
];

Deno.test("a change that is not valid is refused, and the state stays as it was", async () => {
  const state = await initial();
  const before = JSON.stringify([encodeGlobal(state), encodePathDefaults(state), state.raw]);
  for (const [change, reason, words] of refused) {
    const changed = await applyChange(state, change, FILES);
    assert.equal(changed.ok ? "valid" : changed.reason, reason, JSON.stringify(change));
    if (!changed.ok) assert.match(problems(changed)[0], words);
  }
  assert.equal(JSON.stringify([encodeGlobal(state), encodePathDefaults(state), state.raw]), before);
});

Deno.test("rules are applied anew to every path when a global parameter changes", async () => {
  const { state } = await loadValid("paths:\n  cam:\n    recordPath: ./%path/%s\n");
  const changed = await applyChange(
    state,
    { type: "patchGlobal", values: { playback: true } },
    FILES,
  );
  assert.match(problems(changed)[0], /^paths\.cam\.recordPath: .*%f/);
});

Deno.test("a reload keeps what is equal, by identity", async () => {
  const first = await loadValid(yml);
  const same = await loadValid(`# a comment\n${yml}`, { previous: first.state });
  assert.equal(same.configuration.global, first.configuration.global);
  for (const [key, entry] of first.configuration.paths) {
    assert.equal(same.configuration.paths.get(key), entry);
  }
  const other = await loadValid(yml.replace("record: yes", "maxReaders: 9"), {
    previous: first.state,
  });
  const { changed, global } = difference(first.configuration, other.configuration);
  assert.deepEqual([changed.map(({ after }) => after.key), global.size], [["cam"], 0]);
});

Deno.test("a slice is the same object as long as nothing of it changes", async () => {
  const state = await initial();
  const names = ["rtspAddress", "authInternalUsers"] as const;
  const slice = sliceOf(state.configuration, names);
  const quiet = await valid(state, { type: "patchGlobal", values: { logLevel: "error" } });
  assert.equal(sliceOf(quiet.configuration, names, slice), slice);
  const moved = await valid(state, { type: "patchGlobal", values: { rtspAddress: ":1" } });
  assert.deepEqual(sliceOf(moved.configuration, names, slice).rtspAddress, ":1");
});

Deno.test("the API's form: former parameters and those on their way out only when they are set", async () => {
  const { state } = await loadValid(
    "rtspDisable: yes\npaths:\n  cam:\n    fallback: /x\n    playback: yes\n",
  );
  const global = encodeGlobal(state);
  assert.deepEqual([global.rtsp, global.rtspDisable], [false, true]);
  assert.equal("hlsDisable" in global, false);
  assert.equal("rtspUDPReadBufferSize" in global, false);
  assert.equal(Object.keys(encodePathDefaults(state)).length, 91);
  const cam = pathEncoder(state)(state.configuration.paths.get("cam")!);
  assert.deepEqual([cam.name, cam.fallback, cam.playback], ["cam", "/x", true]);
  assert.equal(Object.keys(encodeGlobal(await initial())).length, 120);
});

Deno.test("secrets are hidden from the API as the contract says, from the log all of them", async () => {
  const { state } = await loadValid(`
hlsCDNSecret: cdn
authInternalUsers: [{user: me, pass: pw}, {user: any}]
webrtcICEServers2: [{url: 'turn:x:1', username: u, password: ice}]
paths:
  cam:
    source: rtsp://u:camera@host/x
    srtReadPassphrase: 0123456789a
    forward: [{dest: 'rtsp://u:dest@h/', whipBearerToken: bearer}]
`);
  const { global, path } = state.schema;
  const encoded = encodeGlobal(state);
  const forApi = redact(global, encoded, "api");
  assert.deepEqual((forApi.authInternalUsers as { pass: string }[]).map(({ pass }) => pass), [
    "<redacted>",
    "",
  ]);
  assert.equal(forApi.hlsCDNSecret, "cdn");
  const cam = pathEncoder(state)(state.configuration.paths.get("cam")!);
  const log = JSON.stringify([redact(global, encoded, "log"), redact(path, cam, "log")]);
  for (const secret of ["cdn", "pw", "ice", "camera", "0123456789a", "dest@", "bearer"]) {
    assert.ok(!log.includes(`"${secret}`) && !log.includes(`:${secret}`), secret);
  }
  const former = (await loadValid("paths:\n  cam:\n    readUser: a\n    readPass: b\n")).state;
  const hidden = redact(path, pathEncoder(former)(former.configuration.paths.get("cam")!), "api");
  assert.deepEqual([hidden.readUser, hidden.readPass], ["a", "<redacted>"]);
});
