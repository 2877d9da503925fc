import assert from "node:assert/strict";
import { freePort } from "../process/ports.ts";
import { type Server, withServer } from "../server.ts";
import type { Client } from "./clients/client.ts";
import { type Clip } from "./clients/clips.ts";
import { AUDIO_TYPE, sendMpegts, sendRtp, VIDEO_TYPE } from "./clients/protocols/datagrams.ts";
import { fullTest, LEVEL } from "./clients/level.ts";
import { packetsOf } from "./clients/probe.ts";
import { assertReads, assertRecords, SECONDS } from "./clients/row.ts";
import { recordByRtmp, RTMP_CLIPS } from "./clients/protocols/rtmp.ts";

/** Milliseconds from one key frame of the clips to the next, and a little more. */
const KEY_FRAMES_APART = 1200;
/** Milliseconds that the header of Opus tells decoders to leave out. */
const OPUS_PRE_SKIP = 80;
/** Milliseconds that a sender which is killed may have sent of one track and not of the other. */
const HOLE = 400;
const GROUP = "239.77.68.51";
const [LOOPBACK] = Deno.networkInterfaces().filter(({ address }) => address === "127.0.0.1");

type Route = "UDP" | "multicast" | "a socket of the file system";
type Row = readonly [Client, Route, keyof typeof RTMP_CLIPS];

const SUBSET: readonly Row[] = [
  ["FFmpeg 5", "UDP", "H264 with B-frames, AAC"],
  ["GStreamer", "multicast", "H265, Opus"],
];
const ROWS: readonly Row[] = [
  ...SUBSET,
  ["FFmpeg 5", "UDP", "H264, MP3"],
  ["FFmpeg 5", "UDP", "H264, AC-3"],
  ["FFmpeg 9", "UDP", "H265, Opus"],
  ["GStreamer", "UDP", "H264, AAC"],
  ["FFmpeg 5", "multicast", "H264, AAC"],
  ["FFmpeg 5", "a socket of the file system", "H264, AAC"],
  ["FFmpeg 9", "a socket of the file system", "H264, AAC"],
];

for (const [client, route, name] of LEVEL === "full" ? ROWS : SUBSET) {
  Deno.test(`${client} sends ${name} as MPEG-TS by ${route}`, async (t) => {
    const port = freePort(), folder = await Deno.makeTempDir();
    const [source, url] = {
      UDP: [`udp+mpegts://127.0.0.1:${port}`, `udp://127.0.0.1:${port}?pkt_size=1316`],
      multicast: [
        `udp+mpegts://${GROUP}:${port}?interface=${LOOPBACK.name}`,
        `udp://${GROUP}:${port}?pkt_size=1316&localaddr=127.0.0.1`,
      ],
      "a socket of the file system": [`unix+mpegts://${folder}/ts`, `unix:${folder}/ts`],
    }[route];
    const text = `paths:\n  live/cam:\n    source: ${source}\n`;
    await withServer(text, { rtmp: true }, async (server) => {
      server.expectErrors(/the sender has closed the connection/);
      await server.log("[path live/cam] [MPEG-TS source] started");
      await using _sender = await sendMpegts(client, RTMP_CLIPS[name], url);
      await assertIsRead(t, server, RTMP_CLIPS[name], client);
      assert.equal(server.count("WAR").length, 0);
    });
    await Deno.remove(folder, { recursive: true });
  });
}

for (const client of ["FFmpeg 5", "GStreamer"] as const) {
  fullTest(`${client} sends both tracks by RTP to one port`, async () => {
    const port = freePort();
    const sdp = `"v=0\\no=- 0 0 IN IP4 127.0.0.1\\ns=x\\nt=0 0\\n` +
      `m=video 0 RTP/AVP ${VIDEO_TYPE}\\na=rtpmap:${VIDEO_TYPE} H265/90000\\n` +
      `m=audio 0 RTP/AVP ${AUDIO_TYPE}\\na=rtpmap:${AUDIO_TYPE} opus/48000/2\\n"`;
    const text = `paths:\n  live/cam:\n    source: udp+rtp://:${port}\n    rtpSDP: ${sdp}\n`;
    await withServer(text, { rtmp: true }, async (server) => {
      await server.log("[path live/cam] [RTP source] started");
      await using _sender = await sendRtp(client, RTMP_CLIPS["H265, Opus"], port);
      await server.log("stream is available and online, 2 tracks (H265, Opus)");
      await pause(KEY_FRAMES_APART);
      const reader = { client: "FFmpeg 5", route: "tcp" } as const;
      await assertReads(server, RTMP_CLIPS["H265, Opus"], "live/cam", reader, client);
    });
  });
}

Deno.test("a sender of MPEG-TS that is killed and started again goes on where it was", async () => {
  const port = freePort(), clip = RTMP_CLIPS["H264, AAC"], url = `udp://127.0.0.1:${port}`;
  const text = `paths:\n  live/cam:\n    source: udp://127.0.0.1:${port}\n`;
  await withServer(text, { rtmp: true }, async (server) => {
    const first = await sendMpegts("FFmpeg 5", clip, url);
    await server.log("stream is available and online");
    await pause(KEY_FRAMES_APART);
    const file = await Deno.makeTempFile({ suffix: ".nut" });
    await using reader = recordByRtmp("FFmpeg 9", clip, server.rtmpUrl("live/cam"), file, SECONDS);
    await server.log("is reading from path 'live/cam'");
    await pause(1500);
    first.kill("SIGKILL");
    await first.end();
    await using _second = await sendMpegts("FFmpeg 5", clip, url);
    assert.equal((await reader.end()).code, 0, `${reader}`);
    const { video, audio } = await packetsOf(file);
    for (const packets of [video, audio]) {
      const times = packets.map(({ pts }) => pts).toSorted((a, b) => a - b);
      assert.ok(times.length > 80, `${times.length} packets`);
      for (let i = 1; i < times.length; i++) {
        assert.ok(times[i] - times[i - 1] < HOLE, `a hole behind ${times[i - 1]} ms`);
      }
    }
    await Deno.remove(file);
    assert.equal(server.count("stream is available and online").length, 1);
  });
});

/** What readers by RTSP and by RTMP record. */
async function assertIsRead(t: Deno.TestContext, server: Server, clip: Clip, publisher: Client) {
  const { video, audio } = clip, tracks = `${video.codec}, ${audio.codec}`;
  await server.log(`stream is available and online, 2 tracks (${tracks})`);
  await pause(KEY_FRAMES_APART);
  const read = { client: "FFmpeg 5", route: "tcp" } as const;
  const results = await Promise.allSettled([
    assertReads(server, clip, "live/cam", read, publisher),
    record(server, clip, publisher),
  ]);
  for (const [i, result] of results.entries()) {
    await t.step(i === 0 ? "read by RTSP" : "read by RTMP", () => {
      if (result.status === "rejected") throw result.reason;
    });
  }
  assert.ok(results.every(({ status }) => status === "fulfilled"), "every reader is content");
}

async function record(server: Server, clip: Clip, publisher: Client = "FFmpeg 5"): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  const start = (file: string) =>
    recordByRtmp("FFmpeg 9", clip, server.rtmpUrl("live/cam"), file, SECONDS);
  try {
    const skipped = clip.audio.codec === "Opus" ? OPUS_PRE_SKIP : 0;
    await assertRecords(start, clip, "FFmpeg 9", publisher, folder, skipped);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
