import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { noChromium, Page } from "./clients/web/chromium.ts";
import { publish } from "./clients/client.ts";
import { fingerprint } from "./clients/gst_server.ts";
import {
  HLS_CLIPS,
  type HlsClipName,
  playByHls,
  recordByHls,
  writeHls,
} from "./clients/web/hls.ts";
import { fullTest, LEVEL } from "./clients/level.ts";
import { assertReads, assertRecords, SECONDS } from "./clients/row.ts";
import { publishByRtmp } from "./clients/protocols/rtmp.ts";

const ALL = "paths:\n  all_others:\n";
/** Players that know no gaps can begin once the playlist has none. */
const FULL = 8000;
/** Milliseconds behind the publisher that the page may be, on a machine that others use as well. */
const DELAY = 4000;

interface Row {
  readonly variant: "lowLatency" | "fmp4" | "mpegts";
  readonly name: HlsClipName;
  readonly client: "FFmpeg 5" | "FFmpeg 9" | "GStreamer";
  readonly by: "RTSP" | "RTMP";
  readonly tls?: boolean;
  readonly subset?: boolean;
}

const H264 = "H264, AAC", REORDERED = "H264 with B-frames, AAC";

const rows: readonly Row[] = [
  { variant: "lowLatency", name: REORDERED, client: "FFmpeg 5", by: "RTMP", subset: true },
  { variant: "lowLatency", name: H264, client: "FFmpeg 5", by: "RTSP", tls: true },
  { variant: "lowLatency", name: "H265, Opus", client: "FFmpeg 5", by: "RTSP" },
  { variant: "lowLatency", name: "AV1, Opus", client: "FFmpeg 9", by: "RTMP" },
  { variant: "lowLatency", name: H264, client: "GStreamer", by: "RTSP" },
  { variant: "fmp4", name: REORDERED, client: "FFmpeg 9", by: "RTSP" },
  { variant: "fmp4", name: "H265, Opus", client: "FFmpeg 9", by: "RTMP" },
  { variant: "fmp4", name: "VP9, Opus", client: "FFmpeg 5", by: "RTSP" },
  { variant: "fmp4", name: H264, client: "GStreamer", by: "RTMP" },
  { variant: "mpegts", name: H264, client: "FFmpeg 9", by: "RTSP", subset: true },
  { variant: "mpegts", name: REORDERED, client: "FFmpeg 5", by: "RTMP" },
  { variant: "mpegts", name: H264, client: "GStreamer", by: "RTSP" },
];

for (const row of rows) {
  if (LEVEL === "subset" && !row.subset) continue;
  const { variant, name, client, by, tls = false } = row;
  Deno.test(`HLS ${variant}${tls ? " by TLS" : ""}: ${name}: by ${by}, read with ${client}`, () =>
    withServer(`hlsVariant: ${variant}\n${ALL}`, { hls: true, rtmp: true, tls }, async (server) => {
      await using _publisher = await publisher(server, row);
      await server.log("stream is available and online");
      if (client !== "GStreamer") return await assertReadBy(client, server, row);
      if (variant === "lowLatency") await warm(server);
      await using player = playByHls(server.hlsUrl("cam", { tls }));
      await player.until(() => player.out.find((line) => line.startsWith("Got EOS")), "pictures");
    }));
}

function publisher(server: Server, { name, by }: Row) {
  const clip = HLS_CLIPS[name], newer = /H265|AV1|VP9/.test(name);
  if (by === "RTMP") {
    return publishByRtmp(newer ? "FFmpeg 9" : "FFmpeg 5", clip, server.rtmpUrl("cam"));
  }
  return publish("FFmpeg 5", clip, server.url("cam"), "tcp");
}

/** Lets the playlist fill. */
async function warm(server: Server): Promise<void> {
  const answer = await fetch(server.hlsUrl("cam"));
  await answer.body?.cancel();
  await pause(FULL);
}

async function assertReadBy(
  client: "FFmpeg 5" | "FFmpeg 9",
  server: Server,
  { name, tls }: Row,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  const url = server.hlsUrl("cam", { tls });
  const start = (file: string) => recordByHls(client, url, file, SECONDS);
  try {
    await assertRecords(start, HLS_CLIPS[name], client, "FFmpeg 5", folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const missing = await noChromium();
if (missing) console.log(`not tested: the page that plays: ${missing}`);
else {
  Deno.test("HLS: the page plays, not far behind the publisher", () =>
    withServer(ALL, { hls: true }, async (server) => {
      await using _publisher = await publish("FFmpeg 5", HLS_CLIPS[H264], server.url("cam"), "tcp");
      await server.log("stream is available and online");
      await using page = await Page.open(server.hlsUrl("cam").replace("index.m3u8", ""));
      await page.until("video.currentTime > 0 && hls.playingDate");
      const begun = await page.evaluate<number>("video.currentTime");
      await pause(3000);
      const [time, delay, dropped] = await page.evaluate<readonly number[]>(
        "[video.currentTime, Date.now() - hls.playingDate," +
          " video.getVideoPlaybackQuality().droppedVideoFrames]",
      );
      assert.ok(time - begun > 2, `${time - begun} s in 3 s`);
      assert.ok(delay > 0 && delay < DELAY, `${delay} ms behind`);
      assert.ok(dropped < 10, `${dropped} frames dropped`);
      console.log(`the page is ${Math.round(delay)} ms behind the server`);
    }));

  fullTest(
    "HLS: the page waits for a stream that is not there yet",
    () =>
      withServer(ALL, { hls: true }, async (server) => {
        await using page = await Page.open(server.hlsUrl("cam").replace("index.m3u8", ""));
        await page.until("message.textContent.includes('not there')");
        await using _publisher = await publish(
          "FFmpeg 5",
          HLS_CLIPS[H264],
          server.url("cam"),
          "tcp",
        );
        await page.until("video.currentTime > 0.5");
      }),
  );
}

/** A server that pulls, and whose readers see the clip. */
function pulls(source: string, name: HlsClipName, more = ""): Promise<void> {
  const text = `paths:\n  pulled:\n    source: ${source}\n${more}`;
  return withServer(text, {}, async (server) => {
    await server.log("[path pulled] stream is available and online");
    await assertReads(server, HLS_CLIPS[name], "pulled", { client: "FFmpeg 5", route: "tcp" });
  });
}

const chain = [
  { variant: "lowLatency", name: H264, tls: false, subset: true },
  { variant: "fmp4", name: "H265, Opus", tls: true, subset: false },
  { variant: "mpegts", name: H264, tls: false, subset: false },
] as const;

for (const { variant, name, tls, subset } of chain) {
  if (LEVEL === "subset" && !subset) continue;
  const text = `hlsVariant: ${variant}\n${ALL}`;
  Deno.test(`HLS: a server of ours is pulled: ${variant}${tls ? " by TLS" : ""}`, () =>
    withServer(text, { hls: true, tls }, async (server) => {
      await using _publisher = await publish("FFmpeg 5", HLS_CLIPS[name], server.url("cam"), "tcp");
      await server.log("stream is available and online");
      const trust = tls ? `    sourceFingerprint: ${await fingerprint()}\n` : "";
      await pulls(server.hlsUrl("cam", { tls }), name, trust);
    }));
}

for (const type of ["mpegts", "fmp4"] as const) {
  fullTest(`HLS: a folder that FFmpeg writes is pulled: ${type}`, async () => {
    const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-hls-" });
    try {
      await using _writer = await writeHls(HLS_CLIPS[H264], folder, type);
      await using web = serveFolder(folder);
      await until(`${folder}/index.m3u8`);
      await pulls(`http://127.0.0.1:${web.port}/index.m3u8`, H264);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** A plain web server. */
function serveFolder(folder: string) {
  const handle = async ({ url }: Request) => {
    try {
      return new Response(await Deno.readFile(folder + new URL(url).pathname));
    } catch {
      return new Response(null, { status: 404 });
    }
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handle);
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function until(file: string): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; await pause(100)) {
    if (await Deno.stat(file).then(() => true, () => false)) return;
  }
  throw new Error(`in vain waited for ${file}`);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
