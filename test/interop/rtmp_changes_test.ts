import assert from "node:assert/strict";
import { Child } from "../process/child.ts";
import { withServer } from "../server.ts";
import { ffmpegOf } from "./clients/client.ts";
import { clipFile, CLIPS } from "./clients/clips.ts";
import { fullTest } from "./clients/level.ts";
import { probe } from "./clients/probe.ts";
import { RTMP_CLIPS } from "./clients/protocols/rtmp.ts";

const ALL = "paths:\n  all_others:\n";
const QUIET = ["-hide_banner", "-loglevel", "warning"];
const ENHANCED = ["-rtmp_enhanced_codecs", "hvc1,av01,vp09,Opus,fLaC,ac-3"];
const SIZES = ["320x180", "640x360", "320x180"];
/** Seconds of each size. */
const PART = 4;

/** What a client records of a URL in a few seconds, as ffprobe names the codecs. */
async function recorded(client: "FFmpeg 5" | "FFmpeg 9", url: string): Promise<string[]> {
  const file = await Deno.makeTempFile({ suffix: ".nut" });
  const enhanced = client === "FFmpeg 9" ? ENHANCED : [];
  await using reader = new Child(ffmpegOf(client), [
    ...[...QUIET, ...enhanced, "-i", url, "-map", "0", "-c", "copy", "-t", "3", "-y", file],
  ]);
  assert.equal((await reader.end()).code, 0, `${reader}`);
  const codecs = (await probe(file)).map(({ codec_name }) => codec_name);
  await Deno.remove(file);
  return codecs.sort();
}

fullTest(
  "several tracks of a kind by RTMP: who knows them gets all, who does not the first ones it knows",
  () =>
    withServer(ALL, { rtmp: true }, async (server) => {
      const flac = await clipFile(RTMP_CLIPS["H264, FLAC"]),
        aac = await clipFile(CLIPS["H264, AAC"]);
      const url = server.rtmpUrl("cam");
      await using _publisher = new Child(ffmpegOf("FFmpeg 9"), [
        ...[...QUIET, "-re", "-stream_loop", "-1", "-i", flac],
        ...["-re", "-stream_loop", "-1", "-i", aac],
        ...[
          "-map",
          "0:v",
          "-map",
          "0:a",
          "-map",
          "1:a",
          "-map",
          "1:v",
          "-c",
          "copy",
          "-f",
          "flv",
          url,
        ],
      ]);
      await server.log(
        "stream is available and online, 4 tracks (H264, H264, FLAC, MPEG-4 Audio)",
      );
      assert.deepEqual(await recorded("FFmpeg 9", url), ["aac", "flac", "h264", "h264"]);
      assert.deepEqual(await recorded("FFmpeg 5", url), ["aac", "h264"]);
      await server.log(/WAR \[RTMP\] \[conn \S+\] skipping track \d \(FLAC\)$/);
    }),
);

fullTest(
  "what is encrypted as RTMPE has it is published and read",
  () =>
    withServer(ALL, { rtmp: true }, async (server) => {
      const file = await clipFile(CLIPS["H264, AAC"]);
      const url = server.rtmpUrl("live/cam").replace("rtmp:", "rtmpe:");
      await using _publisher = new Child(ffmpegOf("FFmpeg 9"), [
        ...[...QUIET, "-re", "-stream_loop", "-1", "-i", file, "-c", "copy", "-f", "flv", url],
      ]);
      await server.log("is publishing to path 'live/cam'");
      for (const from of [url, server.rtmpUrl("live/cam")]) {
        assert.deepEqual(await recorded("FFmpeg 9", from), ["aac", "h264"]);
      }
    }),
);

fullTest(
  "the size of the picture changes while it is published and read by RTMP",
  () =>
    withServer(ALL, { rtmp: true }, async (server) => {
      const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-sizes-" });
      try {
        const list = `${folder}/list.txt`, url = server.rtmpUrl("cam");
        await Deno.writeTextFile(
          list,
          SIZES.map((size) => `file ${folder}/${size}.flv\n`).join(""),
        );
        for (const size of new Set(SIZES)) await encode(size, `${folder}/${size}.flv`);
        await using publisher = new Child("ffmpeg", [
          ...[
            ...QUIET,
            "-re",
            "-f",
            "concat",
            "-safe",
            "0",
            "-i",
            list,
            "-c",
            "copy",
            "-f",
            "flv",
            url,
          ],
        ]);
        await server.log("is publishing to path 'cam'");
        await using reader = new Child("ffmpeg", [
          ...["-hide_banner", "-i", url, "-map", "0:v", "-vf", "showinfo", "-f", "null", "-"],
        ]);
        await publisher.end();
        await reader.end();
        const seen = reader.err.flatMap((line) => / s:(\d+x\d+) /.exec(line)?.[1] ?? []);
        const changes = seen.filter((size, i) => size !== seen[i - 1]);
        assert.deepEqual(changes, SIZES, `${reader}`);
        for (const size of SIZES.slice(1)) {
          assert.ok(seen.filter((other) => other === size).length >= PART * 25, size);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }),
);

async function encode(size: string, file: string): Promise<void> {
  await using ffmpeg = new Child("ffmpeg", [
    ...[...QUIET, "-f", "lavfi", "-i", `testsrc2=size=${size}:rate=25`],
    ...["-f", "lavfi", "-i", "sine=sample_rate=48000", "-t", `${PART}`],
    ...["-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p"],
    ...["-c:a", "aac", "-y", file],
  ]);
  assert.equal((await ffmpeg.end(60_000)).code, 0, `${ffmpeg}`);
}
