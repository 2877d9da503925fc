import assert from "node:assert/strict";
import { freePort } from "../process/ports.ts";
import type { Child } from "../process/child.ts";
import { type Server, withServer } from "../server.ts";
import { publishByWhip, WHIP_CLIP } from "../webrtc/clients.ts";
import { publish, record } from "./clients/client.ts";
import { type Clip, CLIPS } from "./clients/clips.ts";
import { sendMpegts } from "./clients/protocols/datagrams.ts";
import { LEVEL } from "./clients/level.ts";
import { assertRecords, SECONDS } from "./clients/row.ts";
import { publishByRtmp, recordByRtmp } from "./clients/protocols/rtmp.ts";
import { publishBySrt, recordBySrt } from "./clients/protocols/srt.ts";
import { recordByHls } from "./clients/web/hls.ts";

const CLIENT = "FFmpeg 9";
const ALL = { rtmp: true, srt: true, hls: true, webrtc: true };
const H264 = withoutRecoding(CLIPS["H264 with B-frames, AAC"]), H265 = CLIPS["H265, Opus"];
/** Milliseconds of Opus that the header of RTMP tells decoders to leave out. */
const OPUS_PRE_SKIP = 80;

/** A way into the server. `port`: one that nobody uses. */
interface Way {
  readonly name: string;
  readonly clip: Clip;
  /** The path's configuration, where it pulls. */
  readonly source?: (port: number) => string;
  send(clip: Clip, server: Server, port: number): Promise<Child>;
  readonly subset?: true;
}

const ways: readonly Way[] = [
  {
    name: "RTSP",
    clip: H264,
    send: (clip, server) => publish(CLIENT, clip, server.url("cam"), "udp"),
  },
  {
    name: "RTMP",
    clip: H264,
    send: (clip, server) => publishByRtmp(CLIENT, clip, server.rtmpUrl("cam")),
    subset: true,
  },
  {
    name: "SRT",
    clip: H265,
    send: (clip, server) => publishBySrt(CLIENT, clip, server.srtUrl("publish:cam")),
    subset: true,
  },
  {
    name: "WHIP",
    clip: WHIP_CLIP,
    send: (clip, server) => publishByWhip(clip, server.webrtcUrl("cam")),
  },
  {
    name: "MPEG-TS over UDP",
    clip: H264,
    source: (port) => `udp+mpegts://127.0.0.1:${port}`,
    send: (clip, _server, port) =>
      sendMpegts(CLIENT, clip, `udp://127.0.0.1:${port}?pkt_size=1316`),
  },
];

/** Ways out, each of which records. */
const readers: Readonly<Record<string, (clip: Clip, server: Server, file: string) => Child>> = {
  RTSP: (clip, server, file) => record(CLIENT, clip, server.url("cam"), "tcp", file, SECONDS),
  RTMP: (clip, server, file) => recordByRtmp(CLIENT, clip, server.rtmpUrl("cam"), file, SECONDS),
  SRT: (clip, server, file) => recordBySrt(CLIENT, clip, server.srtUrl("read:cam"), file, SECONDS),
  HLS: (_clip, server, file) => recordByHls(CLIENT, server.hlsUrl("cam"), file, SECONDS),
};

for (const { name, clip, source, send, subset } of ways) {
  if (LEVEL === "subset" && !subset) continue;
  Deno.test(`what comes by ${name} is read in every other way at once`, async (t) => {
    const port = freePort(), pulled = source ? `    source: ${source(port)}\n` : "";
    await withServer(`paths:\n  cam:\n${pulled}`, ALL, async (server) => {
      await using publisher = await send(clip, server, port);
      await server.log("[path cam] stream is available and online, 2 tracks");
      const results = await Promise.allSettled(
        Object.keys(readers).map((reader) => assertReader(reader, clip, server)),
      );
      for (const [i, reader] of Object.keys(readers).entries()) {
        await t.step(reader, () => {
          const result = results[i];
          if (result.status === "rejected") throw result.reason;
        });
      }
      assert.ok(publisher.running);
    });
  });
}

async function assertReader(reader: string, clip: Clip, server: Server): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  const skipped = reader === "RTMP" && clip.audio.codec === "Opus" ? OPUS_PRE_SKIP : 0;
  const start = (file: string) => readers[reader](clip, server, file);
  try {
    await assertRecords(start, clip, CLIENT, CLIENT, folder, skipped);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** FFmpeg 9 copies what FFmpeg 5 has to code anew. */
function withoutRecoding({ video: { recode: _, ...video }, ...clip }: Clip): Clip {
  return { ...clip, video };
}
