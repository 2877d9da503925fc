import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { type Client, CLIENTS, publish, unable } from "./clients/client.ts";
import type { Clip } from "./clients/clips.ts";
import { LEVEL } from "./clients/level.ts";
import { assertReads, assertRecords, SECONDS } from "./clients/row.ts";
import {
  publishBySrt,
  recordBySrt,
  SRT_CLIPS,
  type SrtClipName,
  unableBySrt,
} from "./clients/protocols/srt.ts";

/** The rows that CI runs: each publisher once. */
const SUBSET: readonly (readonly [Client, SrtClipName])[] = [
  ["FFmpeg 5", "H264 with B-frames, AAC"],
  ["FFmpeg 9", "H265, Opus"],
  ["GStreamer", "H264, AAC"],
];

for (const publisher of CLIENTS) {
  for (const name of Object.keys(SRT_CLIPS) as SrtClipName[]) row(publisher, name);
}

function row(publisher: Client, name: SrtClipName): void {
  if (LEVEL === "subset" && !SUBSET.some((r) => `${r}` === `${[publisher, name]}`)) return;
  const title = `${publisher} publishes ${name} by SRT`;
  const reason = unableBySrt(publisher, SRT_CLIPS[name]);
  if (reason) console.log(`not tested: ${title}: ${reason}`);
  else Deno.test(title, (t) => runRow(t, publisher, true, SRT_CLIPS[name]));
}

for (const publisher of LEVEL === "full" ? CLIENTS : []) {
  for (const [name, clip] of Object.entries(SRT_CLIPS)) {
    const title = `${publisher} publishes ${name} by RTSP, for readers by SRT`;
    const reason = clip.audio.gst.depay === ""
      ? "no client sends it by RTP"
      : unable(publisher, clip);
    if (reason) console.log(`not tested: ${title}: ${reason}`);
    else Deno.test(title, (t) => runRow(t, publisher, false, clip));
  }
}

/** All readers at once, each a step of its own. */
async function runRow(t: Deno.TestContext, publisher: Client, bySrt: boolean, clip: Clip) {
  await withServer("paths:\n  all_others:\n", { srt: true }, async (server) => {
    await using child = bySrt
      ? await publishBySrt(publisher, clip, server.srtUrl("publish:cam"))
      : await publish(publisher, clip, server.url("cam"), "tcp");
    await server.log("is publishing to path 'cam'");
    const { codec: video } = clip.video, { codec: audio } = clip.audio;
    const tracks = `\\((${video}, ${audio}|${audio}, ${video})\\)`;
    await server.log(new RegExp(`stream is available and online, 2 tracks ${tracks}$`));
    const readers = readersOf(server, clip, publisher, bySrt);
    const results = await Promise.allSettled(readers.map(([, read]) => read()));
    for (const [i, result] of results.entries()) {
      await t.step(readers[i][0], () => {
        if (result.status === "rejected") throw result.reason;
      });
    }
    assert.ok(results.every(({ status }) => status === "fulfilled"), "every reader is content");
    child.kill("SIGINT");
    await child.end();
    await server.log(/\[(SRT|RTSP)\] \[conn 127\.0\.0\.1:\d+\] closed: /);
  });
}

type Reader = readonly [name: string, read: () => Promise<void>];

function readersOf(server: Server, clip: Clip, publisher: Client, bySrt: boolean): Reader[] {
  return CLIENTS.flatMap((client): Reader[] => {
    const srt: Reader[] = unableBySrt(client, clip)
      ? []
      : [[`${client} by SRT`, () => readBySrt(server, clip, client, publisher)]];
    // By RTSP alone they are in a table of their own.
    const rtsp: Reader[] = !bySrt || client === "GStreamer" || unable(client, clip) ? [] : [[
      `${client} by RTSP`,
      () => assertReads(server, clip, "cam", { client, route: "tcp" }, publisher),
    ]];
    return [...srt, ...rtsp];
  });
}

async function readBySrt(server: Server, clip: Clip, client: Client, publisher: Client) {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  const start = (file: string) =>
    recordBySrt(client, clip, server.srtUrl("read:cam"), file, SECONDS);
  try {
    await assertRecords(start, clip, client, publisher, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
