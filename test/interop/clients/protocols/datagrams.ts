import { Child } from "../../../process/child.ts";
import { type Client, ffmpegOf, gst } from "../client.ts";
import { type Clip, clipFile } from "../clips.ts";

/** Payload types of the tracks that are sent by RTP. */
export const VIDEO_TYPE = 96, AUDIO_TYPE = 97;

const QUIET = ["-hide_banner", "-loglevel", "warning"];

/** Starts sending a clip as MPEG-TS until the child is ended: by UDP, or to a socket of the file system. */
export async function sendMpegts(client: Client, clip: Clip, url: string): Promise<Child> {
  const file = await clipFile(clip);
  if (client === "GStreamer") return gst(mpegtsPipeline(clip, file, url));
  const loop = ["-re", "-stream_loop", "-1", "-i", file, "-map", "0", "-c", "copy"];
  return new Child(ffmpegOf(client), [...QUIET, ...loop, "-f", "mpegts", url]);
}

function mpegtsPipeline({ video, audio }: Clip, file: string, url: string): string {
  const { hostname, port } = new URL(url.replace("udp:", "http:"));
  return `filesrc location=${file} ! qtdemux name=d mpegtsmux name=m alignment=7 ! ` +
    `udpsink host=${hostname} port=${port} sync=true ` +
    `d.video_0 ! queue ! ${video.gst.parse} ! m. d.audio_0 ! queue ! ${audio.gst.parse} ! m.`;
}

/** Starts sending both tracks of a clip in H265 by RTP to one port, until the child is ended. */
export async function sendRtp(client: Client, clip: Clip, port: number): Promise<Child> {
  const file = await clipFile(clip);
  if (client === "GStreamer") {
    const { video, audio } = clip, sink = `udpsink host=127.0.0.1 port=${port} sync=true`;
    const pay = (depay: string) => depay.split(" ")[0].replace("depay", "pay");
    return gst(
      `filesrc location=${file} ! qtdemux name=d ` +
        `d.video_0 ! queue ! ${video.gst.parse} ! ${pay(video.gst.depay)} pt=${VIDEO_TYPE} ` +
        `config-interval=-1 ! ${sink} ` +
        `d.audio_0 ! queue ! ${audio.gst.parse} ! ${
          pay(audio.gst.depay)
        } pt=${AUDIO_TYPE} ! ${sink}`,
    );
  }
  const to = (kind: string, type: number) => [
    ...["-map", `0:${kind}`, "-c", "copy", "-f", "rtp", "-payload_type", `${type}`],
    `rtp://127.0.0.1:${port}`,
  ];
  return new Child(ffmpegOf(client), [
    ...[...QUIET, "-re", "-stream_loop", "-1", "-i", file],
    // Parameter sets into the stream.
    ...["-bsf:v", "hevc_mp4toannexb", ...to("v", VIDEO_TYPE), ...to("a", AUDIO_TYPE)],
  ]);
}
