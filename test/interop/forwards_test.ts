import assert from "node:assert/strict";
import { Child } from "../process/child.ts";
import { freePort } from "../process/ports.ts";
import { type Server, type ServerOptions, withServer } from "../server.ts";
import { publish } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { fingerprint, gstServer, noGstServer } from "./clients/gst_server.ts";
import { LEVEL } from "./clients/level.ts";
import { probe } from "./clients/probe.ts";
import { assertTracks } from "./clients/recording.ts";
import { assertReads } from "./clients/row.ts";

const CLIP = CLIPS["H264, AAC"];
/** Milliseconds from one key frame of the clip to the next, and a little more. */
const KEY_FRAMES_APART = 1200;
const ALL = "paths:\n  all_others:\n";
/** Only `u` may publish. */
const USERS =
  "authInternalUsers:\n  - user: u\n    pass: p@ss\n    permissions: [{action: publish}]\n" +
  "  - user: any\n    permissions: [{action: read}]\n";

/** Publishes to a server that forwards the path to `dest`, and runs `test` once media flow. */
function forwarding(
  dest: string,
  test: (server: Server) => Promise<void>,
  trust = "",
): Promise<void> {
  const forward = `    forward:\n      - dest: ${dest}\n        destFingerprint: "${trust}"\n`;
  return withServer(ALL + forward, {}, async (server) => {
    await using _publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
    await server.log(/\[path cam\] \[RTSP dest 0 [0-9a-f]{8}\] forwarding to 'rtsps?:\/\/[^@#]+'$/);
    await test(server);
  });
}

/** What a destination of ours is like, and what is said of it. */
interface Row {
  readonly name: string;
  readonly subset: boolean;
  readonly text: string;
  readonly options?: ServerOptions;
  readonly user?: string;
  readonly said?: string;
}

const rows: readonly Row[] = [
  { name: "by UDP", subset: true, text: "" },
  {
    name: "by TCP, as it has no UDP, with Basic",
    subset: false,
    text: "rtspTransports: [tcp]\n" + USERS,
    user: "u:p%40ss@",
    said: "SETUP: the server answers 461 Unsupported Transport; going on with TCP",
  },
  {
    name: "by TLS, with a fingerprint and Digest",
    subset: true,
    text: "rtspAuthMethods: [digest]\n" + USERS,
    options: { tls: true },
    user: "u:p%40ss@",
  },
];

for (const row of rows) {
  if (LEVEL === "subset" && !row.subset) continue;
  Deno.test(`a stream is forwarded to a server of ours ${row.name}`, () => toOurs(row));
}

function toOurs({ text, options = {}, user = "", said }: Row): Promise<void> {
  const scheme = options.tls ? "rtsps" : "rtsp";
  return withServer(text + ALL, options, async (second) => {
    const dest = `${scheme}://${user}127.0.0.1:${second.ports[scheme]}/$MTX_PATH-copy#x`;
    await forwarding(dest, async (first) => {
      if (said !== undefined) await first.log(said);
      await second.log("is publishing to path 'cam-copy'");
      await pause(KEY_FRAMES_APART);
      await assertReads(second, CLIP, "cam-copy", { client: "FFmpeg 5", route: "tcp" });
    }, options.tls ? await fingerprint() : "");
    await second.log(/\[session [0-9a-f]{8}\] destroyed: torn down by /);
  });
}

if (LEVEL === "full") {
  Deno.test("a stream is forwarded to FFmpeg", async () => {
    const port = freePort(), file = await Deno.makeTempFile({ suffix: ".nut" });
    const url = `rtsp://127.0.0.1:${port}/x`;
    await using ffmpeg = new Child("ffmpeg", [
      ...["-hide_banner", "-loglevel", "warning", "-rtsp_flags", "listen", "-i", url],
      ...["-map", "0", "-c", "copy", "-t", "3", "-y", file],
    ]);
    await pause(1000);
    await forwarding(url, async (server) => {
      server.expectErrors(/\[RTSP dest 0 /);
      assert.equal((await ffmpeg.end()).code, 0, `${ffmpeg}`);
      await server.log(/ERR \[path cam\] \[RTSP dest 0 [0-9a-f]{8}\] /);
    });
    assertTracks(await probe(file), CLIP);
    await Deno.remove(file);
  });
}

const missing = await noGstServer();
if (missing) console.log(`not tested: a stream is forwarded to GStreamer's server: ${missing}`);
else {
  Deno.test("a stream is forwarded to GStreamer's server", async () => {
    const file = await Deno.makeTempFile({ suffix: ".mkv" });
    await using target = await gstServer(file, ["record"]);
    await forwarding(target.url, () => pause(4000));
    await target.child[Symbol.asyncDispose]();
    assertTracks(await probe(file), CLIP);
    await Deno.remove(file);
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
