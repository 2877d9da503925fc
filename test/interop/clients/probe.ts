import { Child } from "../../process/child.ts";

/** One packet of a recording; times in milliseconds. */
export interface Packet {
  readonly pts: number;
  readonly dts: number;
  /** NaN where it is not known. */
  readonly duration: number;
  readonly key: boolean;
}

/** One track of a stream or recording, as ffprobe names things. */
export interface Probed {
  readonly index: number;
  readonly codec_name: string;
  readonly codec_type: "video" | "audio";
  readonly width?: number;
  readonly height?: number;
  readonly sample_rate?: string;
  readonly channels?: number;
}

/** The tracks of a file or a live stream. */
export async function probe(input: string, ...options: string[]): Promise<Probed[]> {
  const { streams } = await ffprobe([...options, "-show_streams", input]);
  return streams;
}

/** The packets of a file, in its order, by kind of track. */
export async function packetsOf(file: string): Promise<Record<"video" | "audio", Packet[]>> {
  const entries = "packet=codec_type,pts_time,dts_time,duration_time,flags";
  const { packets } = await ffprobe(["-show_entries", entries, file]);
  const of = (kind: string) =>
    packets.filter((p: Record<string, string>) => p.codec_type === kind)
      .map((p: Record<string, string>) => ({
        pts: milliseconds(p.pts_time),
        dts: milliseconds(p.dts_time),
        duration: Number(p.duration_time) * 1000,
        key: p.flags.startsWith("K"),
      }));
  return { video: of("video"), audio: of("audio") };
}

/** GStreamer's Matroska writer takes a time before that of its first packet for a huge one: 64 bits of nanoseconds. */
const WRAP = 2 ** 64 / 1e6;

function milliseconds(seconds: string): number {
  const time = Number(seconds) * 1000;
  return time > WRAP / 2 ? time - WRAP : time;
}

// deno-lint-ignore no-explicit-any
async function ffprobe(args: string[]): Promise<any> {
  await using child = new Child("ffprobe", ["-v", "error", "-of", "json", ...args]);
  const { code } = await child.end(30_000);
  if (code !== 0) throw new Error(`Cannot probe: ${child}`);
  return JSON.parse(child.out.join("\n"));
}

/** What a decoder makes of a recording: brightness of each picture, 0 to 255, and sound in one channel. */
export interface Decoded {
  readonly brightness: readonly number[];
  readonly sound: Int16Array;
  /** What the decoder complained of. */
  readonly complaints: readonly string[];
}

export const SOUND_RATE = 8000;
const SMALL = "16:9", PIXELS = 16 * 9;

/** Decodes a recording that begins with a key frame; any error of a decoder ends it. */
export async function decode(file: string): Promise<Decoded> {
  const [picture, sound] = [`${file}.gray`, `${file}.s16`];
  await using child = new Child("ffmpeg", [
    ...["-hide_banner", "-v", "error", "-xerror", "-err_detect", "explode", "-y", "-i", file],
    ...["-map", "0:v", "-fps_mode", "passthrough", "-vf", `setpts=N,scale=${SMALL}`],
    ...["-pix_fmt", "gray"],
    ...["-f", "rawvideo", picture],
    ...[
      "-map",
      "0:a",
      "-af",
      "asetpts=N/SR/TB",
      "-ac",
      "1",
      "-ar",
      `${SOUND_RATE}`,
      "-f",
      "s16le",
      sound,
    ],
  ]);
  const { code } = await child.end(60_000);
  if (code !== 0) throw new Error(`Cannot decode: ${child}`);
  const pixels = await Deno.readFile(picture), samples = await Deno.readFile(sound);
  const brightness: number[] = [];
  for (let at = 0; at + PIXELS <= pixels.length; at += PIXELS) {
    brightness.push(pixels.subarray(at, at + PIXELS).reduce((sum, p) => sum + p, 0) / PIXELS);
  }
  return { brightness, sound: new Int16Array(samples.buffer), complaints: child.err };
}

/** Copies a recording from its first key frame on, so that all recordings are looked at alike. */
export async function trim(file: string): Promise<string> {
  const trimmed = `${file}.nut`;
  await using child = new Child("ffmpeg", [
    ...["-hide_banner", "-v", "error", "-y", "-copyts", "-i", file],
    ...["-map", "0", "-c", "copy", "-copyts", trimmed],
  ]);
  const { code } = await child.end(30_000);
  if (code !== 0) throw new Error(`Cannot copy: ${child}`);
  return trimmed;
}
