import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { type Client, CLIENTS, publish, unable } from "./clients/client.ts";
import { type Clip, CLIPS } from "./clients/clips.ts";
import { LEVEL } from "./clients/level.ts";
import { assertReads, assertRecords, SECONDS } from "./clients/row.ts";
import {
  publishByRtmp,
  recordByRtmp,
  RTMP_CLIPS,
  RTMP_ROUTES,
  type RtmpClipName,
  type RtmpRoute,
  unableByRtmp,
} from "./clients/protocols/rtmp.ts";

/** The rows that CI runs: each publisher, each route, each kind of RTMP. */
const SUBSET: readonly (readonly [Client, RtmpRoute, RtmpClipName])[] = [
  ["FFmpeg 5", "tcp", "H264 with B-frames, AAC"],
  ["GStreamer", "tls", "H264, AAC"],
  ["FFmpeg 9", "tcp", "H265, Opus"],
];

/** Milliseconds that the header of Opus tells decoders to leave out. */
const OPUS_PRE_SKIP = 80;

/** Codecs that RTSP does not carry. */
const NO_RTP: ReadonlySet<string> = new Set(["FLAC"]);

for (const publisher of CLIENTS) {
  for (const route of RTMP_ROUTES) {
    for (const name of Object.keys(RTMP_CLIPS) as RtmpClipName[]) row(publisher, route, name);
  }
}

function row(publisher: Client, route: RtmpRoute, name: RtmpClipName): void {
  if (LEVEL === "subset" && !SUBSET.some((r) => `${r}` === `${[publisher, route, name]}`)) return;
  const title = `${publisher} publishes ${name} by RTMP${route === "tls" ? "S" : ""}`;
  const reason = unableByRtmp(publisher, RTMP_CLIPS[name]);
  if (reason) console.log(`not tested: ${title}: ${reason}`);
  else Deno.test(title, (t) => runRow(t, publisher, route, RTMP_CLIPS[name]));
}

for (const publisher of LEVEL === "full" ? CLIENTS : []) {
  for (const [name, clip] of Object.entries(RTMP_CLIPS)) {
    const title = `${publisher} publishes ${name} by RTSP, for readers by RTMP`;
    const reason = NO_RTP.has(clip.audio.codec) || clip.audio.codec === "AC3"
      ? "no client sends it by RTP"
      : clip.audio.gst.depay === "" && publisher === "GStreamer"
      ? "it is tested with FFmpeg"
      : unable(publisher, clip);
    if (reason) console.log(`not tested: ${title}: ${reason}`);
    else Deno.test(title, (t) => runRow(t, publisher, "rtsp", clip));
  }
}

/** All readers at once, each a step of its own. */
async function runRow(
  t: Deno.TestContext,
  publisher: Client,
  route: RtmpRoute | "rtsp",
  clip: Clip,
) {
  await withServer("paths:\n  all_others:\n", { tls: true, rtmp: true }, async (server) => {
    await using child = route === "rtsp"
      ? await publish(publisher, clip, server.url("live/cam"), "tcp")
      : await publishByRtmp(publisher, clip, server.rtmpUrl("live/cam", { tls: route === "tls" }));
    await server.log("is publishing to path 'live/cam'");
    const { codec: video } = clip.video, { codec: audio } = clip.audio;
    const tracks = `\\((${video}, ${audio}|${audio}, ${video})\\)`;
    await server.log(new RegExp(`stream is available and online, 2 tracks ${tracks}$`));
    const all = readersOf(server, clip, publisher);
    // By RTSP alone they are in a table of their own.
    const readers = route === "rtsp" ? all.filter(([name]) => !name.endsWith("RTSP")) : all;
    const results = await Promise.allSettled(readers.map(([, read]) => read()));
    for (const [i, result] of results.entries()) {
      await t.step(readers[i][0], () => {
        if (result.status === "rejected") throw result.reason;
      });
    }
    assert.ok(results.every(({ status }) => status === "fulfilled"), "every reader is content");
    child.kill("SIGINT");
    await child.end();
    await server.log(/\[RT[MS]PS?\] \[conn 127\.0\.0\.1:\d+\] closed: /);
  });
}

type Reader = readonly [name: string, read: () => Promise<void>];

function readersOf(server: Server, clip: Clip, publisher: Client): Reader[] {
  return CLIENTS.flatMap((client): Reader[] => {
    const byRtmp = unableByRtmp(client, clip) ? [] : RTMP_ROUTES.map((route): Reader => [
      `${client} by RTMP${route === "tls" ? "S" : ""}`,
      () => readByRtmp(server, clip, client, route, publisher),
    ]);
    // FFmpeg 5 may come to a standstill where it joins VP9 between key frames.
    const stuck = client === "FFmpeg 5" && clip.video.codec === "VP9";
    const able = !unable(client, clip) && !stuck && client !== "GStreamer";
    const byRtsp = !able || NO_RTP.has(clip.audio.codec) ? [] : [
      [
        `${client} by RTSP`,
        () => assertReads(server, rtspClip(clip), "live/cam", { client, route: "tcp" }, publisher),
      ] as const,
    ];
    return [...byRtmp, ...byRtsp];
  });
}

/** The clip as it is read by RTP, which leaves more to be guessed. */
function rtspClip(clip: Clip): Clip {
  return Object.values(CLIPS).find(({ name }) => name === clip.name) ?? clip;
}

async function readByRtmp(
  server: Server,
  clip: Clip,
  client: Client,
  route: RtmpRoute,
  publisher: Client,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  const url = server.rtmpUrl("live/cam", { tls: route === "tls" });
  const start = (file: string) => recordByRtmp(client, clip, url, file, SECONDS);
  try {
    const skipped = clip.audio.codec === "Opus" ? OPUS_PRE_SKIP : 0;
    await assertRecords(start, clip, client, publisher, folder, skipped);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
