import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { publish } from "./clients/client.ts";
import { clipFile, type ClipName, CLIPS } from "./clients/clips.ts";
import { fingerprint, gstServer, noGstServer, tlsOption } from "./clients/gst_server.ts";
import { fullTest, LEVEL } from "./clients/level.ts";
import { assertProbed, assertReads } from "./clients/row.ts";

const ALL = "paths:\n  all_others:\n";
/** Milliseconds from one key frame of the clips to the next, and a little more. */
const KEY_FRAMES_APART = 1200;
const READER = { client: "FFmpeg 5", route: "tcp" } as const;

/** How a stream is pulled, and whether CI looks at it. */
interface Row {
  readonly name: string;
  readonly subset: boolean;
  readonly clip?: ClipName;
  readonly tls?: boolean;
  readonly tunnel?: "http" | "ws";
  readonly demand?: boolean;
  /** Lines of the path's configuration. */
  readonly path?: string;
}

/** Reads the path that is pulled, in a server of its own. */
async function pulls(
  url: string,
  { clip = "H264, AAC", tls, tunnel, demand, path = "" }: Row,
): Promise<void> {
  const source = tunnel ? url.replace(/^rtsps?/, (scheme) => `${scheme}+${tunnel}`) : url;
  const trust = tls ? `    sourceFingerprint: ${await fingerprint()}\n` : "";
  const lines = path.split("\n").map((line) => `    ${line}\n`).join("");
  const wait = `    sourceOnDemand: ${demand ? "yes" : "no"}\n`;
  const text = `paths:\n  pulled:\n    source: ${source}\n${wait}${trust}${lines}`;
  await withServer(text, {}, async (server) => {
    if (demand) await assertProbed(server, CLIPS[clip], "pulled");
    await server.log("[path pulled] stream is available and online");
    // Sound begins at once, the picture with its next key frame: FFmpeg cannot place a track that begins under way.
    await new Promise((resolve) => setTimeout(resolve, KEY_FRAMES_APART));
    await assertReads(server, CLIPS[clip], "pulled", READER);
    await server.log(`[path pulled] [RTSP source] started${demand ? " on demand" : ""}`);
    assert.equal(server.count("lost").length, 0);
  });
}

const chains: readonly Row[] = [
  { name: "by TCP", subset: false, path: "rtspTransport: tcp" },
  { name: "by UDP", subset: false, clip: "H264 with B-frames, AAC", path: "rtspTransport: udp" },
  { name: "automatically, on demand", subset: true, demand: true },
  { name: "by TLS, with a fingerprint", subset: true, tls: true },
  { name: "through HTTP", subset: false, tunnel: "http" },
  { name: "through HTTPS", subset: false, tunnel: "http", tls: true },
  { name: "through a WebSocket", subset: false, tunnel: "ws" },
  { name: "through a WebSocket with TLS", subset: false, tunnel: "ws", tls: true },
  { name: "H265 and Opus", subset: false, clip: "H265, Opus" },
  { name: "VP9 and Opus", subset: false, clip: "VP9, Opus", path: "rtspTransport: tcp" },
  { name: "VP8 and Opus", subset: false, clip: "VP8, Opus" },
  { name: "M-JPEG and G711", subset: false, clip: "MJPEG, G711 mu-law" },
];

for (const row of chains) {
  if (LEVEL === "subset" && !row.subset) continue;
  Deno.test(`a server of ours is pulled ${row.name}`, () =>
    withServer(ALL, { tls: true }, async (first) => {
      await using _publisher = await publishing(first, row.clip);
      await pulls(first.url("cam", { tls: row.tls }), row);
    }));
}

Deno.test("a source is pulled by IPv6, from a name with two addresses, and with a password", () =>
  withServer(
    "authInternalUsers:\n  - user: u\n    pass: p@ss\n    permissions: [{action: read}]\n" +
      "  - user: any\n    permissions: [{action: publish}]\nrtspAuthMethods: [digest]\n" + ALL,
    {},
    async (first) => {
      await using _publisher = await publishing(first);
      for (const host of ["[::1]", "localhost"]) {
        const url = `rtsp://u:p%40ss@${host}:${first.ports.rtsp}/cam`;
        await pulls(url, { name: host, subset: true });
      }
    },
  ));

/** Only `u` may publish and read, and shows it by Digest. */
const DIGEST = "rtspAuthMethods: [digest]\nauthInternalUsers:\n  - user: u\n    pass: p@ss\n" +
  "    permissions: [{action: publish}, {action: read}]\n";

fullTest(
  "three servers of ours: the first forwards to the second, which the third pulls on demand",
  () =>
    withServer(DIGEST + ALL, { tls: true }, async (second) => {
      const url = second.url("cam", { tls: true, user: "u:p%40ss" });
      const forward =
        `    forward:\n      - dest: ${url}\n        destFingerprint: ${await fingerprint()}\n`;
      await withServer(ALL + forward, {}, async (first) => {
        await using _publisher = await publishing(first);
        await second.log("is publishing to path 'cam'");
        await pulls(url, { name: "chained", subset: false, tls: true, demand: true });
      });
    }),
);

const cameras: readonly (Row & { readonly options: readonly string[] })[] = [
  { name: "by UDP", subset: true, options: ["digest"] },
  { name: "by TCP, as it has no UDP", subset: false, options: ["tcp", "basic"] },
  { name: "by TCP, as we want it", subset: false, options: [], path: "rtspTransport: tcp" },
  { name: "by TLS", subset: false, options: ["TLS"], tls: true },
  { name: "through HTTP", subset: true, options: ["digest"], tunnel: "http" },
  {
    name: "with B-frames",
    subset: false,
    options: [],
    clip: "H264 with B-frames, AAC",
    path: "rtspTransport: udp",
  },
];

const missing = await noGstServer();
for (const row of cameras) {
  const title = `GStreamer's server is pulled ${row.name}`;
  if (LEVEL === "subset" && !row.subset) continue;
  if (missing) console.log(`not tested: ${title}: ${missing}`);
  else Deno.test(title, () => pullsCamera(row));
}

async function pullsCamera(row: typeof cameras[number]): Promise<void> {
  const options = await Promise.all(row.options.map((o) => o === "TLS" ? tlsOption() : o));
  await using camera = await gstServer(await clipFile(CLIPS[row.clip ?? "H264, AAC"]), options);
  await pulls(camera.url, row);
}

async function publishing(server: Server, clip: ClipName = "H264, AAC") {
  const child = await publish("FFmpeg 5", CLIPS[clip], server.url("cam"), "tcp");
  await server.log("is publishing to path 'cam'");
  return child;
}
