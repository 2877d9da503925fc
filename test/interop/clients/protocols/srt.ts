import { Child } from "../../../process/child.ts";
import { type Client, ffmpegOf, gst, redecode } from "../client.ts";
import { type Clip, clipFile } from "../clips.ts";
import { CLIPS } from "../clips.ts";
import { RTMP_CLIPS } from "./rtmp.ts";

/** What MPEG-TS carries. */
export const SRT_CLIPS = {
  "H264, AAC": CLIPS["H264, AAC"],
  "H264 with B-frames, AAC": CLIPS["H264 with B-frames, AAC"],
  "H264, MP3": RTMP_CLIPS["H264, MP3"],
  "H264, AC-3": RTMP_CLIPS["H264, AC-3"],
  "H265, Opus": CLIPS["H265, Opus"],
} as const satisfies Record<string, Clip>;

export type SrtClipName = keyof typeof SRT_CLIPS;

const GST: ReadonlySet<string> = new Set(["h264", "aac"]);

/** Why a client is not tried with a clip, or undefined where it is. */
export function unableBySrt(client: Client, { video, audio }: Clip): string | undefined {
  if (client !== "GStreamer" || GST.has(video.probed) && GST.has(audio.probed)) return undefined;
  return "it is tested with GStreamer in H264 and AAC";
}

/** Starts publishing a clip until the child is ended. */
export async function publishBySrt(client: Client, clip: Clip, url: string): Promise<Child> {
  const file = await clipFile(clip);
  if (client === "GStreamer") {
    return gst(
      `filesrc location=${file} ! qtdemux name=d mpegtsmux name=m alignment=7 ! ` +
        `srtsink ${gstOptions(url)} ` +
        "d.video_0 ! queue ! h264parse config-interval=-1 ! identity sync=true ! m. " +
        "d.audio_0 ! queue ! aacparse ! identity sync=true ! m.",
    );
  }
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", "-re", "-stream_loop", "-1", "-i", file],
    ...["-map", "0", "-c", "copy", "-strict", "experimental", "-f", "mpegts"],
    `${url}&pkt_size=1316`,
  ]);
}

/** Starts recording into `file`: FFmpeg stops by itself after `seconds`, GStreamer when it is interrupted. */
export function recordBySrt(
  client: Client,
  clip: Clip,
  url: string,
  file: string,
  seconds: number,
): Child {
  if (client === "GStreamer") {
    // By the clock of MPEG-TS sound and picture move apart where a busy machine lets packets come late. Asked to end its
    // file properly, it sometimes waits for ever, whoever it reads from: so it is one that needs no end.
    return gst(
      `srtsrc ${gstOptions(url)} ! tsdemux ignore-pcr=true name=d ` +
        "d. ! queue ! h264parse ! m. d. ! queue ! aacparse ! m. " +
        `matroskamux name=m streamable=true ! filesink location=${file}`,
    );
  }
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", "-i", url],
    ...["-map", "0", "-c", "copy", ...redecode(clip), "-t", `${seconds}`, "-y", file],
  ]);
}

/** GStreamer's element takes the stream ID and the passphrase by themselves. */
function gstOptions(url: string): string {
  const { host, searchParams } = new URL(url);
  const options = [...searchParams].map(([name, value]) => `${name}=${value}`);
  return `uri=srt://${host}?mode=caller ${options.join(" ")}`;
}
