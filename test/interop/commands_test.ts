import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { publish, record } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { packetsOf, probe } from "./clients/probe.ts";

const CLIP = CLIPS["H264, AAC"];

/** Writes what the command is told into a file that is named after the hook; `stay` makes it last. */
const SCRIPT = `#!/bin/sh
env | grep -E '^(MTX_|RTSP_|G[0-9]+=)' >"$0.$1.part"
mv "$0.$1.part" "$0.$1"
[ "$2" = stay ] && exec sleep 600
exit 0
`;

/** Runs `test` with a server whose configuration may name files of a folder of its own. */
async function withFolder(
  yaml: (folder: string) => string,
  test: (server: Server, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-commands-" });
  try {
    await Deno.writeTextFile(`${folder}/hook`, SCRIPT, { mode: 0o755 });
    await withServer(yaml(folder), {}, (server) => test(server, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The processes that the server has started and that have not ended. */
async function childrenOf({ child: { pid } }: Server): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter((each) => each.trim() !== "").map(Number);
}

/** Waits until `look` gives something; for what no line of the log tells. */
async function until<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  const limit = performance.now() + 20_000;
  while (performance.now() < limit) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`waited in vain for ${what}`);
}

const read = (file: string) =>
  until(() => Deno.readTextFile(file).catch(() => undefined), `the file ${file}`);

const FFMPEG = "exec ffmpeg -nostdin -hide_banner -nostats";
const OWN_URL = "rtsp://127.0.0.1:$RTSP_PORT/$MTX_PATH";
const TEST_PICTURE = "-re -f lavfi -i testsrc=size=320x240:rate=25 " +
  "-c:v libx264 -preset ultrafast -tune zerolatency -g 25";

const onDemand = (folder: string) =>
  `paths:
  ~^(test)/.+$:
    runOnDemand: sh -c "${FFMPEG} ${TEST_PICTURE} -f rtsp ${OWN_URL} 2>${folder}/$G1.log"
    runOnDemandCloseAfter: 1s
    runOnUnDemand: ${folder}/hook runOnUnDemand
`;

Deno.test("commands: FFmpeg publishes on demand, and is interrupted when nobody reads any more", () =>
  withFolder(onDemand, async (server, folder) => {
    for (const attempt of [1, 2]) {
      const file = `${folder}/${attempt}.mkv`;
      await using reader = record("FFmpeg 5", CLIP, server.url("test/x?a=b"), "tcp", file, 2);
      await server.next("[path test/x] runOnDemand command started");
      await server.next("[path test/x] stream is available and online, 1 track (H264)");
      await server.next("is reading from path 'test/x'");
      assert.equal((await reader.end()).code, 0, `${reader}`);
      assert.deepEqual((await probe(file)).map((track) => track.codec_name), ["h264"]);
      const { video } = await packetsOf(file);
      assert.ok(video.length >= 20, `${video.length} pictures`);
      assert.equal((await childrenOf(server)).length, 1);
      await server.next("[path test/x] runOnDemand command stopped: not needed by anyone");
      await server.next("[path test/x] runOnUnDemand command launched");
      const told = await read(`${folder}/hook.runOnUnDemand`);
      assert.ok(told.includes("MTX_QUERY=a%3Db\n") && told.includes("G1=test\n"), told);
      await until(
        async () => (await childrenOf(server)).length === 0 || undefined,
        "the end of FFmpeg",
      );
      assert.match(await Deno.readTextFile(`${folder}/test.log`), /received signal 2/);
    }
  }));

const recording = (folder: string) =>
  `pathDefaults:
  runOnAvailable: >-
    sh -c "${FFMPEG} -rtsp_transport tcp -i ${OWN_URL} -c copy ${folder}/out.mkv 2>${folder}/log"
paths:
  all_others:
`;

Deno.test("commands: FFmpeg records while there is a stream, and ends its file when it is interrupted", () =>
  withFolder(recording, async (server, folder) => {
    await using publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
    await server.log("[path cam] runOnAvailable command started");
    await server.log("is reading from path 'cam'");
    const written = async () => (await Deno.stat(`${folder}/out.mkv`)).size > 100_000 || undefined;
    await until(() => written().catch(() => undefined), "a recording");
    publisher.kill("SIGINT");
    await server.log("[path cam] runOnAvailable command stopped");
    await until(
      async () => (await childrenOf(server)).length === 0 || undefined,
      "the end of FFmpeg",
    );
    const { video, audio } = await packetsOf(`${folder}/out.mkv`);
    assert.ok(video.length > 25 && audio.length > 25, `${video.length}, ${audio.length}`);
  }));

const HOOKS = ["Connect", "Disconnect", "Available", "Unavailable", "Online", "Offline"];
const LONG = ["Connect", "Available", "Online", "Read"];

const everyHook = (folder: string) => {
  const line = (hook: string) =>
    `runOn${hook}: ${folder}/hook ${hook}${LONG.includes(hook) ? " stay" : ""}\n`;
  const [connect, disconnect, ...ofPath] = [...HOOKS, "Read", "Unread"].map(line);
  return `${connect}${disconnect}paths:\n  cam:\n    ${ofPath.join("    ")}`;
};

Deno.test("commands: each hook is told of the connection, publisher or reader that it is about", () =>
  withFolder(everyHook, async (server, folder) => {
    const told = async (hook: string) => {
      const lines = (await read(`${folder}/hook.${hook}`)).trimEnd().split("\n");
      return Object.fromEntries(lines.map((line) => line.split("=", 2)));
    };
    const port = `${server.ports.rtsp}`;
    await using publisher = await publish("FFmpeg 5", CLIP, server.url("cam?k=v"), "tcp");
    const line = await server.log("is publishing to path 'cam'");
    const session = line.match(/\[session (\w+)\]/)![1];
    const { MTX_CONN_ID, ...connection } = await told("Connect");
    assert.match(MTX_CONN_ID, /^[0-9a-f-]{36}$/);
    assert.deepEqual(connection, { MTX_CONN_TYPE: "rtspConn", RTSP_PORT: port });
    for (const hook of ["Available", "Online"]) {
      const { MTX_SOURCE_ID, ...rest } = await told(hook);
      assert.equal(MTX_SOURCE_ID.slice(0, 8), session);
      assert.deepEqual(rest, {
        ...{ MTX_PATH: "cam", RTSP_PATH: "cam", RTSP_PORT: port },
        ...{ MTX_QUERY: "k%3Dv", MTX_SOURCE_TYPE: "rtspSession" },
      });
    }
    const file = `${folder}/out.nut`;
    await using reader = record("FFmpeg 5", CLIP, server.url("cam?r=1"), "udp", file, 1);
    await server.log(/\[RTSP\] \[session \w+\] runOnRead command started/);
    assert.equal((await reader.end()).code, 0, `${reader}`);
    await server.log(/\[RTSP\] \[session \w+\] runOnUnread command launched/);
    const { MTX_READER_ID, ...rest } = await told("Unread");
    assert.equal((await told("Read")).MTX_READER_ID, MTX_READER_ID);
    assert.deepEqual(rest, {
      ...{ MTX_PATH: "cam", RTSP_PATH: "cam", RTSP_PORT: port },
      ...{ MTX_QUERY: "r%3D1", MTX_READER_TYPE: "rtspSession" },
    });
    publisher.kill("SIGINT");
    await server.log("[path cam] runOnUnavailable command launched");
    assert.equal((await told("Offline")).MTX_SOURCE_ID, (await told("Unavailable")).MTX_SOURCE_ID);
    await server.logs("runOnDisconnect command launched", 2);
    assert.deepEqual(Object.keys(await told("Disconnect")).length, 3);
  }));

const STUBBORN = `paths:
  stubborn:
    runOnInit: sh -c 'trap "" INT; while :; do sleep 1; done'
  restarted:
    runOnInit: sh -c 'exit 3'
    runOnInitRestart: yes
  missing:
    runOnInit: no-such-program-here
  open:
    runOnInit: echo 'a
`;

Deno.test("commands: real exit codes, a restart, and an end that no command holds up", () =>
  withServer(STUBBORN, {}, async (server) => {
    await server.logs("[path restarted] runOnInit command exited: command exited with code 3", 2);
    await server.log('exited: exec: "no-such-program-here": executable file not found in $PATH');
    await server.log(/\[path open\] .* exited: .*a single quote is not closed/);
    assert.equal((await childrenOf(server)).length, 1);
    await server.stop();
    const end = server.lines.slice(server.lines.indexOf("INF shutting down gracefully"));
    assert.equal(end.at(-2), "INF waiting for running hooks");
    assert.match(end.at(-1)!, /WAR \[path stubborn\] runOnInit .*: killing it/);
  }));
