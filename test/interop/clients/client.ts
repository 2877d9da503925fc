import { ffmpeg9 } from "../../../scripts/clients/ffmpeg9.ts";
import { Child } from "../../process/child.ts";
import { type Clip, clipFile } from "./clips.ts";

export const CLIENTS = ["FFmpeg 5", "FFmpeg 9", "GStreamer"] as const;
export type Client = typeof CLIENTS[number];

/** How media travel between client and server: `tls` is TCP within RTSPS. */
export const ROUTES = ["tcp", "udp", "tls"] as const;
/** Those that not every client knows are tested by themselves; `srtp` is UDP beside RTSPS. */
export type Route = typeof ROUTES[number] | "multicast" | "http" | "srtp";

/** Whether the connection is one of RTSPS. */
export function overTls(route: Route): boolean {
  return route === "tls" || route === "srtp";
}

/** Why a client cannot carry a clip in RTSP, or undefined where it can. */
export function unable(client: Client, clip: Clip): string | undefined {
  if (clip.video.codec !== "AV1" || client === "FFmpeg 9") return undefined;
  return client === "FFmpeg 5"
    ? "FFmpeg 5 knows no RTP payload for AV1"
    : "GStreamer has RTP for AV1 in its Rust plugins, which Debian has not got";
}

/** Starts publishing a clip until the child is ended. */
export async function publish(
  client: Client,
  clip: Clip,
  url: string,
  route: Route,
): Promise<Child> {
  const file = await clipFile(clip);
  if (client === "GStreamer") return gst(publishingPipeline(clip, file, url, route));
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", "-re", "-stream_loop", "-1", "-i", file],
    ...["-map", "0", "-c", "copy", "-strict", "experimental", "-f", "rtsp"],
    ...transport(client, route),
    url,
  ]);
}

/** Starts recording into `file`: FFmpeg stops by itself after `seconds`, GStreamer when it is interrupted. */
export function record(
  client: Client,
  clip: Clip,
  url: string,
  route: Route,
  file: string,
  seconds: number,
): Child {
  if (client === "GStreamer") {
    // An interrupted pipeline ends its file properly.
    return gst(readingPipeline(clip, file, url, route), "-e");
  }
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", ...transport(client, route), "-i", url],
    ...["-map", "0", "-c", "copy", ...redecode(clip), "-t", `${seconds}`, "-y", file],
  ]);
}

/** The pictures that it cannot copy are coded anew, without loss. */
export function redecode({ video }: Clip): string[] {
  return video.recode === undefined ? [] : ["-fps_mode:v", "passthrough", "-c:v", "ffv1"];
}

/** What ffprobe calls the video of a recording by `client`. */
export function recordedVideo(client: Client, { video }: Clip): string {
  return video.recode !== undefined && client !== "GStreamer" ? "ffv1" : video.probed;
}

/** The program of one of the two FFmpegs; throws where the newer is not installed. */
export function ffmpegOf(client: "FFmpeg 5" | "FFmpeg 9"): string {
  if (client === "FFmpeg 5") return "ffmpeg";
  const path = ffmpeg9();
  if (path === undefined) throw new Error("Cannot find FFmpeg 9: scripts/clients installs it");
  return path;
}

/** As both name them. */
const TRANSPORTS = { udp: "udp", tcp: "tcp", tls: "tcp", srtp: "udp" } as const;

function transport(client: "FFmpeg 5" | "FFmpeg 9", route: Route): string[] {
  const unverified = route === "tls" && client === "FFmpeg 9" ? ["-tls_verify", "0"] : [];
  const names = { ...TRANSPORTS, multicast: "udp_multicast", http: "http" };
  return ["-rtsp_transport", names[route], ...unverified];
}

/** AAC goes as generic MPEG-4: left to itself GStreamer may choose LATM. */
const RANKS = { GST_PLUGIN_FEATURE_RANK: "rtpmp4apay:NONE" };

/** Runs a pipeline. */
export function gst(pipeline: string, ...options: string[]): Child {
  return new Child("gst-launch-1.0", [...options, ...pipeline.split(" ")], { env: RANKS });
}

function publishingPipeline(
  { extension, video, audio }: Clip,
  file: string,
  url: string,
  route: Route,
) {
  const profile = route === "srtp" ? " profiles=savp" : "";
  const demuxer = extension === "mkv" ? "matroskademux" : "qtdemux";
  return `filesrc location=${file} ! ${demuxer} name=d ` +
    `rtspclientsink name=s location=${locationOf(url, route)} ${routeOptions(route)}${profile} ` +
    `d.video_0 ! queue ! ${video.gst.parse} ! s.sink_0 ` +
    `d.audio_0 ! queue ! ${audio.gst.parse} ! s.sink_1`;
}

function readingPipeline({ video, audio }: Clip, file: string, url: string, route: Route) {
  return `rtspsrc name=s location=${locationOf(url, route)} buffer-mode=none ${
    routeOptions(route)
  } ` +
    `s. ! application/x-rtp,media=video ! ${video.gst.depay} ! queue ! m. ` +
    `s. ! application/x-rtp,media=audio ! ${audio.gst.depay} ! queue ! m. ` +
    `matroskamux name=m ! filesink location=${file}`;
}

function locationOf(url: string, route: Route): string {
  return route === "http" ? url.replace(/^rtsp/, "rtsph") : url;
}

function routeOptions(route: Route): string {
  const unverified = overTls(route) ? " tls-validation-flags=0" : "";
  const names = { ...TRANSPORTS, multicast: "udp-mcast", http: "tcp" };
  return `protocols=${names[route]} latency=200${unverified}`;
}

/** Starts reading without end; nothing is kept. */
export function reading(client: Client, url: string, route: Route): Child {
  if (client === "GStreamer") {
    return gst(`rtspsrc name=s location=${url} ${routeOptions(route)} s. ! fakesink s. ! fakesink`);
  }
  const input = [...transport(client, route), "-i", url];
  const quiet = ["-hide_banner", "-loglevel", "warning"];
  return new Child(ffmpegOf(client), [...quiet, ...input, "-c", "copy", "-f", "null", "-"]);
}
