import { Child } from "../../../process/child.ts";
import { ffmpegOf } from "../client.ts";
import { type Clip, clipFile, CLIPS, FRAME_RATE } from "../clips.ts";

/** What HLS carries: it tells all that RTP leaves to be guessed, so that everything can be copied. */
export const HLS_CLIPS = {
  "H264, AAC": CLIPS["H264, AAC"],
  "H264 with B-frames, AAC": withoutRecoding(CLIPS["H264 with B-frames, AAC"]),
  "H265, Opus": CLIPS["H265, Opus"],
  "VP9, Opus": withoutRecoding(CLIPS["VP9, Opus"]),
  "AV1, Opus": withoutRecoding(CLIPS["AV1, Opus"]),
} as const satisfies Record<string, Clip>;

export type HlsClipName = keyof typeof HLS_CLIPS;

function withoutRecoding({ video: { recode: _, ...video }, ...clip }: Clip): Clip {
  return { ...clip, video };
}

/** Starts recording into `file`, for so many seconds. */
export function recordByHls(
  client: "FFmpeg 5" | "FFmpeg 9",
  url: string,
  file: string,
  seconds: number,
): Child {
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", "-i", url],
    ...["-map", "0:v", "-map", "0:a", "-c", "copy", "-t", `${seconds}`, "-y", file],
  ]);
}

/** Starts playing with GStreamer: it ends after three seconds of picture and of sound. */
export function playByHls(url: string): Child {
  const sink = (buffers: number) => `fakesink sync=true num-buffers=${buffers}`;
  const sinks = [`video-sink=${sink(3 * FRAME_RATE)}`, `audio-sink=${sink(140)}`];
  return new Child("gst-launch-1.0", ["playbin3", `uri=${url}`, ...sinks]);
}

/** Starts writing a clip into a folder as FFmpeg's own HLS, in real time; `index.m3u8` is what is to be read. */
export async function writeHls(
  clip: Clip,
  folder: string,
  type: "mpegts" | "fmp4",
): Promise<Child> {
  return new Child("ffmpeg", [
    ...["-hide_banner", "-loglevel", "warning", "-re", "-stream_loop", "-1"],
    ...["-i", await clipFile(clip), "-map", "0", "-c", "copy", "-f", "hls"],
    ...["-hls_time", "1", "-hls_list_size", "6", "-hls_flags", "delete_segments"],
    ...["-hls_segment_type", type, `${folder}/index.m3u8`],
  ]);
}
