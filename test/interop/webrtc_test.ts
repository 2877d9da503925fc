import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { publishByWhip, WHIP_CLIP } from "../webrtc/clients.ts";
import { noChromium, Page } from "./clients/web/chromium.ts";
import { publish } from "./clients/client.ts";
import { type Clip, CLIPS } from "./clients/clips.ts";
import { fullTest, LEVEL } from "./clients/level.ts";
import { probe } from "./clients/probe.ts";
import { assertReads } from "./clients/row.ts";

const ALL = "paths:\n  all_others:\n";
const FFMPEG = { client: "FFmpeg 5", route: "tcp" } as const;

Deno.test("WebRTC: FFmpeg 9 publishes by WHIP, FFmpeg 5 reads by RTSP, a server pulls by WHEP", () =>
  withServer(ALL, { webrtc: true }, async (server) => {
    await using _publisher = await publishByWhip(WHIP_CLIP, server.webrtcUrl("cam"));
    await server.log(/stream is available and online, 2 tracks \((H264, Opus|Opus, H264)\)$/);
    const source = server.webrtcUrl("cam").replace("http", "whep");
    const pulled = `paths:\n  pulled:\n    source: ${source}whep\n`;
    await withServer(pulled, {}, async (second) => {
      await second.log("[path pulled] stream is available and online, 2 tracks (H264, Opus)");
      await Promise.all([
        assertReads(server, WHIP_CLIP, "cam", FFMPEG, "FFmpeg 9"),
        assertReads(second, WHIP_CLIP, "pulled", FFMPEG, "FFmpeg 9"),
      ]);
    });
  }));

const forwarded: readonly [name: string, clip: Clip, subset?: true][] = [
  ["VP8, Opus", CLIPS["VP8, Opus"], true],
  ["H264, Opus", WHIP_CLIP],
  ["H265, Opus", CLIPS["H265, Opus"]],
  ["VP9, Opus", CLIPS["VP9, Opus"]],
  ["H264, LPCM", CLIPS["H264, LPCM"]],
  ["H264, G711 A-law", CLIPS["H264, G711 A-law"]],
];

for (const [name, clip, subset] of forwarded) {
  if (LEVEL === "subset" && !subset) continue;
  Deno.test(`WebRTC: ${name}: forwarded by WHIP to another server`, () =>
    withServer(ALL, { webrtc: true }, async (target) => {
      const dest = `${target.webrtcUrl("forwarded").replace("http", "whip")}whip`;
      const text = `paths:\n  cam:\n    forward: [{dest: '${dest}'}]\n`;
      await withServer(text, {}, async (server) => {
        await using _publisher = await publish("FFmpeg 5", clip, server.url("cam"), "tcp");
        await target.log("[path forwarded] stream is available and online, 2 tracks");
        await assertReads(target, clip, "forwarded", FFMPEG);
      });
    }));
}

const missing = await noChromium();
if (missing) console.log(`not tested: WebRTC with a browser: ${missing}`);
else withBrowser();

interface Row {
  readonly codec: "H264" | "VP8" | "VP9" | "AV1";
  /** Configuration that chooses the way of media. */
  readonly way?: string;
  readonly subset?: true;
}

function withBrowser(): void {
  Deno.test("WebRTC: a browser shows what FFmpeg publishes by RTSP", () =>
    withServer(ALL, { webrtc: true }, async (server) => {
      await using _publisher = await publish("FFmpeg 5", WHIP_CLIP, server.url("cam"), "tcp");
      await server.log("stream is available and online");
      await using page = await Page.open(server.webrtcUrl("cam"));
      await assertShown(page);
    }));

  const rows: readonly Row[] = [
    { codec: "H264", subset: true },
    { codec: "VP8", way: "webrtcLocalUDPAddress: ''\nwebrtcLocalTCPAddress: :{port}\n" },
    { codec: "VP9" },
    { codec: "AV1" },
  ];
  for (const row of rows) {
    if (LEVEL === "full" || row.subset) browserToBrowser(row);
  }
  fullTest(
    "WebRTC: the page waits for a stream that is not there yet",
    () =>
      withServer(ALL, { webrtc: true }, async (server) => {
        await using page = await Page.open(server.webrtcUrl("cam"));
        await page.until("message.textContent.includes('no stream is available')");
        await using _publisher = await publish("FFmpeg 5", WHIP_CLIP, server.url("cam"), "tcp");
        await assertShown(page);
      }),
  );
}

function browserToBrowser({ codec, way = "" }: Row): void {
  const title = `WebRTC: a browser publishes ${codec}${way && " by TCP"}, another shows it`;
  Deno.test(title, () =>
    withServer(ALL, { webrtc: true }, async (server) => {
      const form = `video-codec=${codec.toLowerCase()}&video-width=640&video-height=360`;
      await using studio = await Page.open(`${server.webrtcUrl("cam")}publish?${form}`);
      await studio.until("document.getElementById('video-codec').value !== ''");
      await studio.evaluate("document.getElementById('publish').click()");
      await studio.until("document.getElementById('message').textContent === 'publishing'");
      await server.log(
        new RegExp(`stream is available and online, 2 tracks \\(Opus, ${codec}\\)$`),
      );
      await using page = await Page.open(server.webrtcUrl("cam"));
      await assertShown(page);
      if (codec === "H264") await assertProbed(server);
    }));
}

/** What browsers publish is what readers by RTSP are told. */
async function assertProbed(server: Server): Promise<void> {
  const tracks = await probe(server.url("cam"), "-rtsp_transport", "tcp");
  assert.deepEqual(tracks.map(({ codec_name }) => codec_name).sort(), ["h264", "opus"]);
}

/** The page plays, picture and sound. */
async function assertShown(page: Page): Promise<void> {
  await page.until("video.currentTime > 0 && video.videoWidth > 0");
  const [begun, frames] = await page.evaluate<readonly number[]>(STATE);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const [time, then, dropped] = await page.evaluate<readonly number[]>(STATE);
  assert.ok(time - begun > 1.5, `${time - begun} s in 2.5 s`);
  assert.ok(then - frames > 25, `${then - frames} frames in 2.5 s`);
  assert.ok(dropped < 20, `${dropped} frames dropped`);
  const kinds = await page.evaluate<string[]>("video.srcObject.getTracks().map((t) => t.kind)");
  assert.deepEqual(kinds.toSorted(), ["audio", "video"]);
}

const STATE = "(() => { const q = video.getVideoPlaybackQuality();" +
  " return [video.currentTime, q.totalVideoFrames, q.droppedVideoFrames]; })()";
