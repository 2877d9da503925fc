import { publish, reading } from "../../test/interop/clients/client.ts";
import { CLIPS } from "../../test/interop/clients/clips.ts";
import { sendMpegts } from "../../test/interop/clients/protocols/datagrams.ts";
import { publishByRtmp, RTMP_CLIPS } from "../../test/interop/clients/protocols/rtmp.ts";
import { publishBySrt, SRT_CLIPS } from "../../test/interop/clients/protocols/srt.ts";
import { Child } from "../../test/process/child.ts";
import { publishByWhip, WHIP_CLIP } from "../../test/webrtc/clients.ts";
import type { Stage } from "./stage.ts";

/** A client in a process of its own. */
export interface Role {
  readonly name: string;
  start(stage: Stage): Promise<Child> | Child;
}

const AAC = CLIPS["H264, AAC"], REORDERED = RTMP_CLIPS["H264 with B-frames, AAC"];

/** Those that the others need. */
export const PUBLISHERS: readonly Role[] = [
  {
    name: "RTSP by TCP",
    start: ({ server }) => publish("FFmpeg 5", AAC, server.url("live/tcp"), "tcp"),
  },
  {
    name: "RTSP by UDP",
    // Two Mbit/s: a reader that stands still is one that is too slow.
    start: ({ server }) => publish("FFmpeg 9", CLIPS["H264, LPCM"], server.url("live/udp"), "udp"),
  },
  {
    name: "RTSP with SRTP",
    start: ({ server }) =>
      publish("GStreamer", AAC, server.url("live/srtp", { tls: true }), "srtp"),
  },
  {
    name: "RTMP",
    start: ({ server }) => publishByRtmp("FFmpeg 5", REORDERED, server.rtmpUrl("live/rtmp")),
  },
  {
    name: "RTMP, forwarded",
    start: ({ server }) => publishByRtmp("FFmpeg 9", AAC, server.rtmpUrl("live/forwarding")),
  },
  {
    name: "SRT",
    start: ({ server }) =>
      publishBySrt("FFmpeg 9", SRT_CLIPS["H264, AC-3"], server.srtUrl("publish:live/srt")),
  },
  {
    name: "MPEG-TS",
    start: ({ ports }) =>
      sendMpegts("FFmpeg 5", AAC, `udp://127.0.0.1:${ports.datagrams}?pkt_size=1316`),
  },
  {
    name: "RTMP, filled in for",
    start: ({ server }) => publishByRtmp("FFmpeg 5", AAC, server.rtmpUrl("live/always")),
  },
  { name: "WHIP", start: ({ server }) => publishByWhip(WHIP_CLIP, server.webrtcUrl("live/whip")) },
];

/** Those who come and go. */
export const READERS: readonly Role[] = [
  ...(["tcp", "udp", "multicast", "http"] as const).map((route) => ({
    name: `RTSP ${route}`,
    start: ({ server }: Stage) => reading("FFmpeg 5", server.url("live/tcp"), route),
  })),
  {
    name: "RTSP srtp",
    start: ({ server }) => reading("GStreamer", server.url("live/srtp", { tls: true }), "srtp"),
  },
  {
    name: "RTSP tls",
    start: ({ server }) => reading("FFmpeg 5", server.url("live/udp", { tls: true }), "tls"),
  },
  ...["demand", "always"].map((path) => ({
    name: `RTSP of ${path}`,
    start: ({ server }: Stage) => reading("FFmpeg 5", server.url(`live/${path}`), "tcp"),
  })),
  { name: "RTMP", start: ({ server }) => discarding(server.rtmpUrl("live/ts")) },
  { name: "RTMPS", start: ({ server }) => discarding(server.rtmpUrl("live/udp", { tls: true })) },
  { name: "SRT of SRT", start: ({ server }) => discarding(server.srtUrl("read:live/srt")) },
  { name: "SRT", start: ({ server }) => discarding(server.srtUrl("read:live/rtmp")) },
  ...["rtsp", "rtsps", "rtmp", "srt", "hls", "whep"].map((source) => ({
    name: `pulled by ${source.toUpperCase()}`,
    start: ({ server }: Stage) => reading("FFmpeg 5", server.url(`live/pulled-${source}`), "tcp"),
  })),
];

/** FFmpeg reads and keeps nothing. */
function discarding(url: string): Child {
  const quiet = ["-hide_banner", "-loglevel", "warning"];
  return new Child("ffmpeg", [...quiet, "-i", url, "-map", "0", "-c", "copy", "-f", "null", "-"]);
}
