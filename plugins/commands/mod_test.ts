import assert from "node:assert/strict";
import type { ConnectionEvent, Context } from "core/mod.ts";
import { settle } from "../../test/fake_clock.ts";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";
import { commands } from "./mod.ts";

/**
 * Writes what the command is told into a file that is named after the hook; `stay` makes it last, though not for long:
 * a shell may miss a signal just before it makes room for another program.
 */
const SCRIPT = `#!/bin/sh
env | grep -E '^(MTX_|RTSP_|G[0-9]+=)' | sort >"$0.$1.part"
mv "$0.$1.part" "$0.$1"
[ "$2" = stay ] && exec sleep 3
exit 0
`;

const LONG = ["runOnDemand", "runOnAvailable", "runOnOnline", "runOnRead"];
const ONCE = [
  ...["runOnUnDemand", "runOnUnavailable", "runOnOffline", "runOnUnread"],
  ...["runOnRecordSegmentCreate", "runOnRecordSegmentComplete"],
];

/** Every hook of connections and of the paths `cam/…`, all of them by `script`. */
const everything = (script: string) =>
  [
    `runOnConnect: ${script} runOnConnect stay`,
    `runOnDisconnect: ${script} runOnDisconnect`,
    "paths:",
    "  '~^cam/(.)(.)$':",
    ...LONG.map((hook) => `    ${hook}: ${script} ${hook} stay`),
    ...ONCE.map((hook) => `    ${hook}: ${script} ${hook}`),
    "  init:",
    `    runOnInit: ${script} runOnInit stay`,
  ].join("\n");

/** The plugin over paths of its own, without a server around it. */
async function benchOf(yaml: (script: string) => string) {
  const folder = await Deno.makeTempDir(), script = `${folder}/hook`;
  await Deno.writeTextFile(script, SCRIPT, { mode: 0o755 });
  const set = await pathsOf(yaml(script), [commands]), { hooks, paths, log, clock } = set;
  const undos: (() => void | Promise<void>)[] = [];
  const config: Record<string, unknown> = { ...set.configuration.global, rtspAddress: ":8554" };
  const context = {
    ...{ config, clock },
    logAs: () => log.log,
    defer: (undo: () => void) => undos.push(undo),
    hooks: { on: hooks.on.bind(hooks, "commands"), notify: hooks.notify.bind(hooks) },
    demands: { add: (...times: Parameters<typeof paths.addDemand>) => paths.addDemand(...times) },
  };
  await commands.setup!(context as unknown as Context<never>);
  /** What a hook's command was told, as soon as it is there. */
  const toldTo = async (hook: string) => {
    for (;;) {
      const text = await Deno.readTextFile(`${script}.${hook}`).catch(() => undefined);
      if (text !== undefined) return text.trimEnd().split("\n");
      await new Promise((done) => setTimeout(done, 10));
    }
  };
  const connection: ConnectionEvent = {
    ...{ type: "testConn", id: "c1" },
    log: log.log.child("TEST").child("conn 1.2.3.4:5"),
  };
  return {
    ...{ ...set, config, toldTo, connection },
    async [Symbol.asyncDispose]() {
      await paths.close();
      for (const undo of undos.reverse()) await undo();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

const unix = Deno.build.os !== "windows";

/** A test of real commands, by a script for the POSIX shell. */
function unixTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: unix ? name : `${name} (skipped: Windows has no shell)`, ignore: !unix, fn });
}

unixTest("commands: every hook is told what it is to know", async () => {
  await using bench = await benchOf(everything);
  const { hooks, paths, access, connection, toldTo, log } = bench;
  const path = ["G1=x", "G2=1", "MTX_PATH=cam/x1"], port = "RTSP_PORT=8554";
  const rtsp = ["RTSP_PATH=cam/x1", port];

  hooks.notify("connOpened", connection);
  const conn = ["MTX_CONN_ID=c1", "MTX_CONN_TYPE=testConn", port];
  assert.deepEqual(await toldTo("runOnConnect"), conn);
  hooks.notify("connClosed", connection);
  assert.deepEqual(await toldTo("runOnDisconnect"), conn);

  await paths.start();
  const init = ["MTX_PATH=init", "RTSP_PATH=init", port];
  assert.deepEqual(await toldTo("runOnInit"), init);

  const reader = party("r1", [], { type: "testReader", query: "a=b&c=d", log: log.log });
  const asked = paths.read(await access("read", "cam/x1", "a=b&c=d"), reader);
  const demand = [...path, "MTX_QUERY=a%3Db%26c%3Dd", ...rtsp];
  assert.deepEqual(await toldTo("runOnDemand"), demand);

  const publisher = party("p1", [], { type: "testSource", query: "k=v" });
  paths.publish(await access("publish", "cam/x1"), publisher, TRACKS);
  const source = ["MTX_QUERY=k%3Dv", "MTX_SOURCE_ID=p1", "MTX_SOURCE_TYPE=testSource"];
  for (const hook of ["runOnAvailable", "runOnOnline"]) {
    assert.deepEqual(await toldTo(hook), [...path, ...source, ...rtsp]);
  }

  const reading = await asked;
  const read = ["MTX_QUERY=a%3Db%26c%3Dd", "MTX_READER_ID=r1", "MTX_READER_TYPE=testReader"];
  assert.deepEqual(await toldTo("runOnRead"), [...path, ...read, ...rtsp]);

  const view = paths.paths.get("cam/x1")!, file = "./rec/cam/x1.mp4";
  const segment = [...path, `MTX_SEGMENT_PATH=${file}`];
  hooks.notify("segmentCreated", { path: view, file });
  assert.deepEqual(await toldTo("runOnRecordSegmentCreate"), [...segment, ...rtsp]);
  hooks.notify("segmentCompleted", { path: view, file, duration: 2.5 });
  const complete = [...path, "MTX_SEGMENT_DURATION=2.5", `MTX_SEGMENT_PATH=${file}`, ...rtsp];
  assert.deepEqual(await toldTo("runOnRecordSegmentComplete"), complete);

  reading.close();
  assert.deepEqual(await toldTo("runOnUnread"), [...path, ...read, ...rtsp]);
  await paths.close();
  assert.deepEqual(await toldTo("runOnOffline"), [...path, ...source, ...rtsp]);
  assert.deepEqual(await toldTo("runOnUnavailable"), [...path, ...source, ...rtsp]);
  assert.deepEqual(await toldTo("runOnUnDemand"), demand);
});

unixTest("commands: they start and stop in order, and say so under the right name", async () => {
  await using bench = await benchOf((script) => {
    return everything(script).replaceAll(script, "true").replaceAll(/true \w+ stay/g, "sleep 60");
  });
  const { hooks, paths, access, connection, log, clock } = bench;
  hooks.notify("connOpened", connection);
  hooks.notify("connClosed", connection);
  assert.deepEqual(log.take(), [
    "INF [TEST] [conn 1.2.3.4:5] runOnConnect command started",
    "INF [TEST] [conn 1.2.3.4:5] runOnConnect command stopped",
    "INF [TEST] [conn 1.2.3.4:5] runOnDisconnect command launched",
  ]);

  const reader = party("r", [], { log: log.log.child("TEST") });
  const asked = paths.read(await access("read", "cam/x1"), reader, { quiet: true });
  await settle();
  const publisher = party("p", [], { close: () => publication.close() });
  const publication = paths.publish(await access("publish", "cam/x1"), publisher, TRACKS);
  const reading = await asked;
  log.log.info("is reading");
  reading.start();
  assert.deepEqual(log.take(), [
    "INF [path cam/x1] runOnDemand command started",
    "INF [path cam/x1] runOnAvailable command started",
    "INF [path cam/x1] runOnOnline command started",
    "INF [path cam/x1] stream is available and online, 1 track (VP8)",
    "INF is reading",
    "INF [TEST] runOnRead command started",
  ]);

  reading.close();
  clock.advance(10_000);
  assert.deepEqual(log.take(), [
    "INF [TEST] runOnRead command stopped",
    "INF [TEST] runOnUnread command launched",
    "INF [path cam/x1] runOnOnline command stopped",
    "INF [path cam/x1] runOnOffline command launched",
    "INF [path cam/x1] runOnAvailable command stopped",
    "INF [path cam/x1] runOnUnavailable command launched",
    "INF [path cam/x1] runOnDemand command stopped: not needed by anyone",
    "INF [path cam/x1] runOnUnDemand command launched",
  ]);
});

unixTest("commands: a command on demand that brings no publisher is stopped in time", async () => {
  const yaml = "paths:\n  cam:\n    runOnDemand: sleep 60\n    runOnDemandStartTimeout: 3s\n" +
    "    runOnUnDemand: 'true'\n";
  await using bench = await benchOf(() => yaml);
  const { paths, access, clock, log } = bench;
  const asked = paths.read(await access("read", "cam"), party("r"));
  const refused = assert.rejects(asked, { message: "source of path 'cam' has timed out" });
  await settle();
  clock.advance(3_000);
  await refused;
  assert.deepEqual(log.take(), [
    "INF [path cam] runOnDemand command started",
    "INF [path cam] runOnDemand command stopped: timed out",
    "INF [path cam] runOnUnDemand command launched",
  ]);
});

unixTest(
  "commands: what lasts as long as its path stops with it and starts with the next",
  async () => {
    const yaml = (seconds: number) => `paths:\n  cam:\n    runOnInit: sleep ${seconds}\n`;
    await using bench = await benchOf(() => yaml(60));
    const { paths, reload, log } = bench;
    await paths.start();
    await reload(yaml(61));
    await reload("");
    assert.deepEqual(log.take(), [
      "INF [path cam] runOnInit command started",
      "INF [path cam] runOnInit command stopped",
      "INF [path cam] runOnInit command started",
      "INF [path cam] runOnInit command stopped",
    ]);
  },
);

unixTest("commands: of connections the next event has the command of then", async () => {
  await using bench = await benchOf(() => "runOnConnect: sleep 60\n");
  const { config, hooks, connection, log } = bench;
  hooks.notify("connOpened", connection);
  Object.assign(config, { runOnConnect: "", runOnDisconnect: "true" });
  hooks.notify("connClosed", connection);
  hooks.notify("connOpened", connection);
  assert.deepEqual(log.take().map((line) => line.split("] ").at(-1)), [
    "runOnConnect command started",
    "runOnConnect command stopped",
    "runOnDisconnect command launched",
  ]);
});

unixTest("commands: what is not configured is not run; the end is told all the same", async () => {
  const bench = await benchOf(() => "paths:\n  all:\n");
  const { hooks, paths, access, connection, log } = bench;
  await paths.start();
  hooks.notify("connOpened", connection);
  paths.publish(await access("publish", "cam"), party("p"), TRACKS);
  (await paths.read(await access("read", "cam"), party("r"))).close();
  hooks.notify("connClosed", connection);
  hooks.notify("segmentCreated", { path: paths.paths.get("cam")!, file: "f" });
  assert.deepEqual(log.take(), ["INF [path cam] stream is available and online, 1 track (VP8)"]);
  await bench[Symbol.asyncDispose]();
  assert.deepEqual(log.take(), ["INF waiting for running hooks"]);
});
