import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { type Client, CLIENTS, publish, type Route, ROUTES, unable } from "./clients/client.ts";
import { type Clip, type ClipName, CLIPS } from "./clients/clips.ts";
import { LEVEL } from "./clients/level.ts";
import { assertNumbers, assertProbed, assertReads, type Reader } from "./clients/row.ts";

/** The rows that CI runs: each publisher and each route at least once. */
const SUBSET: readonly (readonly [Client, Route, ClipName])[] = [
  ["FFmpeg 5", "tcp", "H264, AAC"],
  ["FFmpeg 5", "udp", "H264 with B-frames, AAC"],
  ["GStreamer", "tcp", "H264, AAC"],
  ["FFmpeg 9", "tls", "H265, Opus"],
];

for (const publisher of CLIENTS) {
  for (const route of ROUTES) {
    for (const name of Object.keys(CLIPS) as ClipName[]) row(publisher, route, name);
  }
}

function row(publisher: Client, route: Route, name: ClipName): void {
  if (LEVEL === "subset" && !SUBSET.some((r) => `${r}` === `${[publisher, route, name]}`)) return;
  const title = `${publisher} publishes ${name} by ${route}`;
  const reason = unable(publisher, CLIPS[name]);
  if (reason) console.log(`not tested: ${title}: ${reason}`);
  else Deno.test(title, (t) => runRow(t, publisher, route, CLIPS[name]));
}

/** All readers at once, each a step of its own. */
async function runRow(t: Deno.TestContext, publisher: Client, route: Route, clip: Clip) {
  await withServer("paths:\n  all_others:\n", { tls: true }, async (server) => {
    await using child = await publish(
      publisher,
      clip,
      server.url("cam", { tls: route === "tls" }),
      route,
    );
    await server.log("is publishing to path 'cam'");
    await server.log(/\[path cam\] stream is available and online, 2 tracks \(/);
    const readers = readersOf(clip);
    // Before the others: GStreamer sends its first second in a burst.
    if (!unable("FFmpeg 5", clip)) await t.step("ffprobe", () => assertProbed(server, clip, "cam"));
    const results = await Promise.allSettled([
      assertNumbers(server, "cam", 4),
      ...readers.map((reader) => assertReads(server, clip, "cam", reader, publisher)),
    ]);
    const names = ["numbers", ...readers.map(({ client, route }) => `${client} by ${route}`)];
    for (const [i, result] of results.entries()) {
      await t.step(names[i], () => {
        if (result.status === "rejected") throw result.reason;
      });
    }
    assert.ok(results.every(({ status }) => status === "fulfilled"), "every reader is content");
    child.kill("SIGINT");
    await child.end();
    await assertLog(server, clip, readers);
  });
}

/** The life of each session, as operators grep for it. */
async function assertLog(server: Server, clip: Clip, readers: readonly Reader[]): Promise<void> {
  const { codec: video } = clip.video, { codec: audio } = clip.audio;
  const created = server.count(/\[session [0-9a-f]{8}\] created by 127\.0\.0\.1:\d+$/);
  assert.ok(created.length >= readers.length + 1);
  // A client that closes while media are under way resets the connection: its TEARDOWN may be lost.
  const destroyed =
    /\[session [0-9a-f]{8}\] destroyed: (torn down by 127\.0\.0\.1:\d+|not in use|terminated.*)$/;
  await server.logs(destroyed, created.length);
  const opened = server.count(/\[conn 127\.0\.0\.1:\d+\] opened$/);
  await server.logs(/\[conn 127\.0\.0\.1:\d+\] closed: /, opened.length);
  for (const route of ROUTES) {
    const prefix = route === "tls" ? "RTSPS" : "RTSP", kind = route === "udp" ? "UDP" : "TCP";
    const tracks = `2 tracks \\((${video}, ${audio}|${audio}, ${video})\\)`;
    const line = `^INF \\[${prefix}\\] \\[session [0-9a-f]{8}\\] ` +
      `is reading from path 'cam', with ${kind}, ${tracks}$`;
    const expected = readers.filter((reader) => reader.route === route).length;
    assert.ok(server.count(new RegExp(line)).length >= expected, `lines like ${line}`);
  }
}

function readersOf(clip: Clip): Reader[] {
  return CLIENTS.flatMap((client) => {
    const reason = unable(client, clip);
    if (reason) console.log(`not tested: ${client} reads ${clip.name}: ${reason}`);
    return reason ? [] : ROUTES.map((route) => ({ client, route }));
  });
}
