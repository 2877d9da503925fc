import { type Server, type ServerOptions, withServer } from "../server.ts";
import { publish } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { fingerprint } from "./clients/gst_server.ts";
import { fullTest, LEVEL } from "./clients/level.ts";
import { Nginx, noNginx } from "./clients/nginx.ts";
import { assertReads, assertRecords, SECONDS } from "./clients/row.ts";
import {
  publishByRtmp,
  recordByRtmp,
  RTMP_CLIPS,
  type RtmpClipName,
} from "./clients/protocols/rtmp.ts";

const ALL = "paths:\n  all_others:\n";
const BOTH: ServerOptions = { tls: true, rtmp: true };
/** Milliseconds from one key frame of the clips to the next, and a little more. */
const KEY_FRAMES_APART = 1200;
const USERS = "authInternalUsers:\n" +
  "  - user: u\n    pass: p\n    permissions: [{action: publish}, {action: read}]\n" +
  "  - user: any\n    ips: [127.0.0.1]\n    permissions: [{action: read}]\n";

/** What is read of a path by RTSP is the clip. */
async function assertClip(server: Server, path: string, name: RtmpClipName): Promise<void> {
  await pause(KEY_FRAMES_APART);
  await assertReads(server, RTMP_CLIPS[name], path, { client: "FFmpeg 5", route: "tcp" });
}

/** A server that pulls, and what it says. */
function pulls(url: string, name: RtmpClipName, trust = ""): Promise<void> {
  const text = `paths:\n  pulled:\n    source: ${url}\n    sourceFingerprint: "${trust}"\n`;
  return withServer(text, { rtmp: true }, async (server) => {
    server.expectErrors(/\[RTMP source\]/);
    await server.log("[path pulled] stream is available and online");
    await assertClip(server, "pulled", name);
  });
}

/** A server that is published to by RTSP, and forwards to `dest`, until `test` is through. */
function forwards(
  dest: string,
  name: RtmpClipName,
  test: () => Promise<void>,
  trust = "",
): Promise<void> {
  const forward = `    forward:\n      - dest: ${dest}\n        destFingerprint: "${trust}"\n`;
  return withServer(ALL + forward, { rtmp: true }, async (server) => {
    const client = name === "H265, Opus" ? "FFmpeg 9" : "FFmpeg 5";
    await using _publisher = await publish(client, RTMP_CLIPS[name], server.url("cam"), "tcp");
    await server.log(
      /\[path cam\] \[RTMP dest 0 [0-9a-f]{8}\] forwarding to 'rtmps?:\/\/[^@#?]+'$/,
    );
    await test();
  });
}

interface Row {
  readonly name: RtmpClipName;
  readonly tls?: boolean;
  readonly subset?: boolean;
}

const rows: readonly Row[] = [
  { name: "H264 with B-frames, AAC", subset: true },
  { name: "H264, AAC", tls: true },
  { name: "H265, Opus", tls: true },
];

for (const { name, tls = false, subset = false } of rows) {
  if (LEVEL === "subset" && !subset) continue;
  const kind = tls ? "RTMPS" : "RTMP";
  fullTest(
    `a server of ours is pulled by ${kind}: ${name}`,
    () =>
      withServer(USERS + ALL, BOTH, async (first) => {
        const client = name === "H265, Opus" ? "FFmpeg 9" : "FFmpeg 5";
        const to = first.rtmpUrl("live/cam?user=u&pass=p");
        await using _publisher = await publishByRtmp(client, RTMP_CLIPS[name], to);
        await first.log("is publishing to path 'live/cam'");
        const url = first.rtmpUrl("live/cam?user=u&pass=p", { tls });
        await pulls(url, name, tls ? await fingerprint() : "");
      }),
  );

  Deno.test(`a stream is forwarded to a server of ours by ${kind}: ${name}`, () =>
    withServer(USERS + ALL, BOTH, async (second) => {
      const dest = second.rtmpUrl("live/$MTX_PATH-copy?user=u&pass=p", { tls });
      await forwards(dest, name, async () => {
        await second.log("is publishing to path 'live/cam-copy'");
        await assertClip(second, "live/cam-copy", name);
      }, tls ? await fingerprint() : "");
      await second.log(/\[RTMPS?\] \[conn \S+\] closed: /);
    }));
}

const missing = await noNginx();
if (missing) console.log(`not tested: nginx as upstream and downstream: ${missing}`);
else {
  Deno.test("nginx is pulled", async () => {
    await using nginx = await Nginx.start();
    const name = "H264 with B-frames, AAC", url = nginx.url("cam");
    await using _publisher = await publishByRtmp("FFmpeg 5", RTMP_CLIPS[name], url);
    await pulls(url, name);
  });

  fullTest(
    "nginx pushes to us, and pulls from us",
    () =>
      withServer(ALL, { rtmp: true }, async (server) => {
        const to = server.rtmpUrl("pushed"), from = server.rtmpUrl("pushed/cam");
        await using nginx = await Nginx.start(
          `application push { live on; push ${to}; }
application pull { live on; pull ${from} name=cam; }`,
        );
        const name = "H264 with B-frames, AAC", url = nginx.url("cam", "push");
        await using _publisher = await publishByRtmp("FFmpeg 5", RTMP_CLIPS[name], url);
        await server.log("is publishing to path 'pushed/cam'");
        await pulls(nginx.url("cam", "pull"), name);
      }),
  );

  fullTest("a stream is forwarded to nginx", async () => {
    await using nginx = await Nginx.start();
    await forwards(nginx.url("copy"), "H264, AAC", async () => {
      await pause(KEY_FRAMES_APART);
      const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
      const clip = CLIPS["H264, AAC"], url = nginx.url("copy");
      const start = (file: string) => recordByRtmp("FFmpeg 5", clip, url, file, SECONDS);
      try {
        await assertRecords(start, clip, "FFmpeg 5", "FFmpeg 5", folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    });
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
