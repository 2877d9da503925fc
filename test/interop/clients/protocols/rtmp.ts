import { Child } from "../../../process/child.ts";
import { type Client, ffmpegOf, gst, redecode } from "../client.ts";
import { type Clip, clipFile, CLIPS } from "../clips.ts";

/** How media travel: `tls` is RTMPS. */
export const RTMP_ROUTES = ["tcp", "tls"] as const;
export type RtmpRoute = typeof RTMP_ROUTES[number];

const { video: H264, audio: AAC } = CLIPS["H264, AAC"];
const sound = { ...AAC, gst: { parse: "identity", depay: "" } };
const at44100 = ["-ar", "44100", "-ac", "2"];

/** What RTMP carries; a number in `packet` where ffprobe cannot tell the duration of a packet of FLV. */
export const RTMP_CLIPS = {
  "H264, AAC": CLIPS["H264, AAC"],
  "H264 with B-frames, AAC": CLIPS["H264 with B-frames, AAC"],
  "H264, G711 A-law": CLIPS["H264, G711 A-law"],
  "H264, MP3": {
    name: "h264-mp3",
    extension: "mp4",
    video: H264,
    audio: {
      ...sound,
      codec: "MPEG-1/2 Audio",
      probed: "mp3",
      rate: 44100,
      encode: ["-c:a", "libmp3lame", ...at44100],
    },
  },
  "H264, AC-3": {
    name: "h264-ac3",
    extension: "mp4",
    video: H264,
    audio: {
      ...sound,
      codec: "AC3",
      probed: "ac3",
      rate: 44100,
      encode: ["-c:a", "ac3", ...at44100],
    },
  },
  "H264, FLAC": {
    name: "h264-flac",
    extension: "mp4",
    video: H264,
    audio: {
      ...sound,
      codec: "FLAC",
      probed: "flac",
      rate: 44100,
      packet: 4608 / 44.1,
      encode: ["-c:a", "flac", "-strict", "experimental", ...at44100],
    },
  },
  "H265, Opus": CLIPS["H265, Opus"],
  "VP9, Opus": withoutRecoding(CLIPS["VP9, Opus"]),
  "AV1, Opus": withoutRecoding(CLIPS["AV1, Opus"]),
} as const satisfies Record<string, Clip>;

export type RtmpClipName = keyof typeof RTMP_CLIPS;

/** FLV tells what RTP leaves to be guessed. */
function withoutRecoding({ video: { recode: _, ...video }, ...clip }: Clip): Clip {
  return { ...clip, video };
}

const ENHANCED = ["-rtmp_enhanced_codecs", "hvc1,av01,vp09,Opus,fLaC,ac-3"];
const LEGACY: ReadonlySet<string> = new Set(["h264", "aac", "mp3", "pcm_alaw"]);
const GST: ReadonlySet<string> = new Set(["h264", "aac"]);

/** Why a client cannot carry a clip in RTMP, or undefined where it can. */
export function unableByRtmp(client: Client, { video, audio }: Clip): string | undefined {
  const knows = (names: ReadonlySet<string>) => names.has(video.probed) && names.has(audio.probed);
  if (client === "FFmpeg 9") return undefined;
  if (client === "FFmpeg 5") return knows(LEGACY) ? undefined : "FFmpeg 5 knows no Enhanced RTMP";
  return knows(GST) ? undefined : "it is tested with GStreamer in H264 and AAC";
}

/** Starts publishing a clip until the child is ended. */
export async function publishByRtmp(client: Client, clip: Clip, url: string): Promise<Child> {
  const file = await clipFile(clip);
  if (client === "GStreamer") {
    return gst(
      `filesrc location=${file} ! qtdemux name=d flvmux name=m streamable=true ! ` +
        `rtmp2sink location=${url} ${gstOptions(url)} ` +
        "d.video_0 ! queue ! h264parse ! identity sync=true ! m. " +
        "d.audio_0 ! queue ! aacparse ! identity sync=true ! m.",
    );
  }
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", "-re", "-stream_loop", "-1", "-i", file],
    ...["-map", "0", "-c", "copy", "-strict", "experimental", "-f", "flv"],
    ...ffmpegOptions(client, url),
    url,
  ]);
}

/** Starts recording into `file`: FFmpeg stops by itself after `seconds`, GStreamer when it is interrupted. */
export function recordByRtmp(
  client: Client,
  clip: Clip,
  url: string,
  file: string,
  seconds: number,
): Child {
  if (client === "GStreamer") {
    return gst(
      `rtmp2src location=${url} ${gstOptions(url)} ! flvdemux name=d ` +
        "d.video ! queue ! h264parse ! m. d.audio ! queue ! aacparse ! m. " +
        `matroskamux name=m ! filesink location=${file}`,
      "-e",
    );
  }
  const enhanced = client === "FFmpeg 9" ? ENHANCED : [];
  return new Child(ffmpegOf(client), [
    ...["-hide_banner", "-loglevel", "warning", ...enhanced, ...ffmpegOptions(client, url)],
    ...["-i", url, "-map", "0", "-c", "copy", ...redecode(clip), "-t", `${seconds}`, "-y", file],
  ]);
}

function ffmpegOptions(client: "FFmpeg 5" | "FFmpeg 9", url: string): string[] {
  return url.startsWith("rtmps:") && client === "FFmpeg 9" ? ["-tls_verify", "0"] : [];
}

function gstOptions(url: string): string {
  return url.startsWith("rtmps:") ? "tls-validation-flags=0" : "";
}
