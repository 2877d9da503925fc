import { tmpdir } from "node:os";
import { Child } from "../../process/child.ts";

/** One track of a clip, as each tool names it. */
export interface ClipTrack {
  /** What log lines call it. */
  readonly codec: string;
  /** What ffprobe calls it. */
  readonly probed: string;
  /** GStreamer's elements between demuxer and sender, and between receiver and muxer. */
  readonly gst: { readonly parse: string; readonly depay: string };
  /** Arguments of the encoder. */
  readonly encode: readonly string[];
}

export interface VideoTrack extends ClipTrack {
  readonly height: number;
  /** Why FFmpeg cannot copy it from the middle of a stream: its readers code the pictures anew, without loss. */
  readonly recode?: string;
}

export interface AudioTrack extends ClipTrack {
  readonly rate: number;
  readonly channels: number;
  /** Milliseconds of a packet, where ffprobe cannot tell. */
  readonly packet?: number;
}

/** A test film: picture and sound, both marked at each whole second. */
export interface Clip {
  readonly name: string;
  readonly extension: "mp4" | "mov" | "mkv";
  readonly video: VideoTrack;
  readonly audio: AudioTrack;
}

export const WIDTH = 320, FRAME_RATE = 25;
/** Longer than any test publishes; the clip starts again behind it. */
const SECONDS = 40;
/** To be raised when clips change: they are kept from one run to the next. */
const FOLDER = `${tmpdir()}/mediamtx-clips-3`;

const x264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p -g 25 -sc_threshold 0";
const vpx = "-deadline realtime -cpu-used 8 -b:v 500k -pix_fmt yuv420p -g 25";

function videoTrack(
  codec: string,
  probed: string,
  parse: string,
  depay: string,
  encode: string,
): VideoTrack {
  return { codec, probed, height: 180, gst: { parse, depay }, encode: encode.split(" ") };
}

const gstH264 = ["h264parse", "rtph264depay ! h264parse"] as const;
const H264 = videoTrack("H264", "h264", ...gstH264, `${x264} -bf 0`);
const H264_REORDERED: VideoTrack = {
  ...videoTrack("H264", "h264", ...gstH264, `${x264} -bf 2`),
  recode: "a first B-frame gets no timestamp",
};
const H265 = videoTrack(
  "H265",
  "hevc",
  "h265parse",
  "rtph265depay ! h265parse",
  "-c:v libx265 -preset ultrafast -pix_fmt yuv420p -tag:v hvc1 " +
    "-x265-params keyint=25:min-keyint=25:scenecut=0:open-gop=0:bframes=0:log-level=error",
);
const VP8 = videoTrack("VP8", "vp8", "identity", "rtpvp8depay", `-c:v libvpx ${vpx}`);
const VP9: VideoTrack = {
  ...videoTrack(
    "VP9",
    "vp9",
    "vp9parse",
    "rtpvp9depay ! vp9parse",
    `-c:v libvpx-vp9 ${vpx}`,
  ),
  recode: "key frames are not marked when they come by RTP",
};
const AV1: VideoTrack = {
  ...videoTrack(
    "AV1",
    "av1",
    "av1parse",
    "rtpav1depay ! av1parse",
    "-c:v libsvtav1 -preset 12 -pix_fmt yuv420p -g 25 -svtav1-params irefresh-type=2",
  ),
  recode: "the first key frame gets no timestamp",
};
/** Sides are sent in units of eight pixels (RFC 2435 §3.1.5), and four colour blocks are sixteen. */
const MJPEG: VideoTrack = {
  ...videoTrack(
    "M-JPEG",
    "mjpeg",
    "jpegparse",
    "rtpjpegdepay ! jpegparse",
    "-c:v mjpeg -huffman default -pix_fmt yuvj420p -q:v 8",
  ),
  height: 176,
};

function audioTrack(
  track: Omit<AudioTrack, "gst" | "encode">,
  parse: string,
  depay: string,
  encode: string,
): AudioTrack {
  const form = `-ar ${track.rate} -ac ${track.channels}`;
  return { ...track, gst: { parse, depay }, encode: `${encode} ${form}`.split(" ") };
}

const AAC = audioTrack(
  { codec: "MPEG-4 Audio", probed: "aac", rate: 48000, channels: 2 },
  "aacparse",
  "rtpmp4gdepay ! aacparse",
  "-c:a aac",
);
const OPUS = audioTrack(
  { codec: "Opus", probed: "opus", rate: 48000, channels: 2, packet: 20 },
  "opusparse",
  "rtpopusdepay ! opusparse",
  "-c:a libopus",
);
const PCMU = audioTrack(
  { codec: "G711", probed: "pcm_mulaw", rate: 8000, channels: 1 },
  "identity",
  "rtppcmudepay",
  "-c:a pcm_mulaw",
);
const PCMA = audioTrack(
  { codec: "G711", probed: "pcm_alaw", rate: 8000, channels: 1 },
  "identity",
  "rtppcmadepay",
  "-c:a pcm_alaw",
);
const LPCM = audioTrack(
  { codec: "LPCM", probed: "pcm_s16be", rate: 48000, channels: 2 },
  "identity",
  "rtpL16depay",
  "-c:a pcm_s16be",
);

export const CLIPS = {
  "H264, AAC": { name: "h264-aac", extension: "mp4", video: H264, audio: AAC },
  "H264 with B-frames, AAC": {
    name: "h264b-aac",
    extension: "mp4",
    video: H264_REORDERED,
    audio: AAC,
  },
  "H265, Opus": { name: "h265-opus", extension: "mp4", video: H265, audio: OPUS },
  "VP8, Opus": { name: "vp8-opus", extension: "mkv", video: VP8, audio: OPUS },
  "VP9, Opus": { name: "vp9-opus", extension: "mp4", video: VP9, audio: OPUS },
  "AV1, Opus": { name: "av1-opus", extension: "mp4", video: AV1, audio: OPUS },
  "MJPEG, G711 mu-law": { name: "mjpeg-pcmu", extension: "mov", video: MJPEG, audio: PCMU },
  "H264, G711 A-law": { name: "h264-pcma", extension: "mov", video: H264, audio: PCMA },
  "H264, LPCM": { name: "h264-lpcm", extension: "mov", video: H264, audio: LPCM },
} as const satisfies Record<string, Clip>;

export type ClipName = keyof typeof CLIPS;

/** The path of a clip's file, made by FFmpeg unless it is there. */
export async function clipFile(clip: Clip): Promise<string> {
  const file = `${FOLDER}/${clip.name}.${clip.extension}`;
  if (await exists(file)) return file;
  await Deno.mkdir(FOLDER, { recursive: true });
  const draft = `${FOLDER}/${crypto.randomUUID()}.${clip.extension}`;
  await using ffmpeg = new Child("ffmpeg", [
    ...["-hide_banner", "-loglevel", "error"],
    ...[
      "-f",
      "lavfi",
      "-i",
      picture(clip.video.height),
      "-f",
      "lavfi",
      "-i",
      sound(clip.audio.rate),
    ],
    ...["-t", `${SECONDS}`, ...clip.video.encode, ...clip.audio.encode, draft],
  ]);
  const { code } = await ffmpeg.end(120_000);
  if (code !== 0) throw new Error(`Cannot make the clip ${clip.name}: ${ffmpeg}`);
  await Deno.rename(draft, file);
  return file;
}

/** A moving pattern; the first frame of each second is white. */
function picture(height: number): string {
  const flash = `drawbox=enable='eq(mod(n,${FRAME_RATE}),0)':color=white:t=fill`;
  return `testsrc2=size=${WIDTH}x${height}:rate=${FRAME_RATE},${flash}`;
}

/** Soft noise, and a tone in the first tenth of each second. */
function sound(rate: number): string {
  return `aevalsrc=0.02*(random(0)-0.5)+0.5*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.1):s=${rate}`;
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch {
    return false;
  }
}
