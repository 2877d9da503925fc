import { Child } from "../process/child.ts";
import { ffmpegOf } from "../interop/clients/client.ts";
import { type Clip, clipFile, CLIPS } from "../interop/clients/clips.ts";

/** What FFmpeg publishes by WHIP. */
export const WHIP_CLIP: Clip = {
  ...CLIPS["VP8, Opus"],
  name: "h264-opus",
  extension: "mp4",
  video: CLIPS["H264, AAC"].video,
};

/** Starts publishing a clip by FFmpeg 9 until the child is ended. */
export async function publishByWhip(clip: Clip, page: string): Promise<Child> {
  const file = await clipFile(clip);
  return new Child(ffmpegOf("FFmpeg 9"), [
    ...["-hide_banner", "-loglevel", "warning", "-re", "-stream_loop", "-1", "-i", file],
    ...["-map", "0", "-c", "copy", "-f", "whip", `${page}whip`],
  ]);
}
