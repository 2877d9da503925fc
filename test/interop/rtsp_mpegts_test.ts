import assert from "node:assert/strict";
import { withServer } from "../server.ts";
import { gst } from "./clients/client.ts";
import { clipFile, CLIPS } from "./clients/clips.ts";
import { LEVEL } from "./clients/level.ts";
import { assertReads } from "./clients/row.ts";

const CLIP = CLIPS["H264, AAC"];

for (const protocol of LEVEL === "full" ? ["tcp", "udp"] : ["udp"]) {
  Deno.test(`MPEG-TS that GStreamer publishes by RTSP over ${protocol} is taken apart`, () =>
    withServer("paths:\n  all_others:\n    rtspDemuxMpegts: yes\n", {}, async (server) => {
      const file = await clipFile(CLIP);
      await using publisher = gst(
        `filesrc location=${file} ! qtdemux name=d mpegtsmux name=m ` +
          `! rtspclientsink location=${server.url("cam")} protocols=${protocol} ` +
          "d.video_0 ! queue ! h264parse config-interval=-1 ! m. d.audio_0 ! queue ! aacparse ! m.",
      );
      await server.log("stream is available and online, 2 tracks (H264, MPEG-4 Audio)");
      await server.log("is publishing to path 'cam'");
      const reader = { client: "FFmpeg 5", route: "tcp" } as const;
      await assertReads(server, CLIP, "cam", reader, "GStreamer");
      assert.ok(publisher.running);
    }));
}
