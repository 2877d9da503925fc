import assert from "node:assert/strict";
import { plugins } from "../../plugins/mod.ts";
import { freePair, freePort } from "../process/ports.ts";
import type { Client } from "../../plugins/srt/client/client.ts";
import { RtmpClient } from "../rtmp/client.ts";
import { connectSrt } from "../srt/client.ts";
import { CLIPS } from "../streams/clips.ts";
import { sendTo, transportStream } from "../streams/transport_stream.ts";
import { Publisher, SOUND } from "../webrtc/scene.ts";
import { type PluginCase, testPlugin } from "./plugin_suite.ts";

/** What switches a plugin on, and how its clients use it. */
type Use = Pick<PluginCase, "on" | "paths" | "exercise" | "notifies" | "linger">;

const SWITCHES = [
  "rtsp",
  "rtmp",
  "hls",
  "webrtc",
  "srt",
  "moq",
  "api",
  "metrics",
  "pprof",
  "playback",
];

const RTSP = { port: freePair(), rtp: freePair() };
const RTMP = freePort(), METRICS = freePort(), API = freePort(), PPROF = freePort();
const WEBRTC = { http: freePort(), udp: freePort() };
const HLS = freePort(), SRT = freePair(), UDP = freePort(), PLAYBACK = freePort();

const uses: Readonly<Record<string, Use>> = {
  ...Object.fromEntries(SWITCHES.map((name) => [name, { on: `${name}: yes\n` }])),
  commands: { on: "runOnConnect: 'true'\n" },
  recorder: { on: "pathDefaults: {record: yes}\n" },
  udp: {
    on: "",
    paths: `  pulled: {source: 'udp+mpegts://127.0.0.1:${UDP}'}\n`,
    exercise: () => sendTo(transportStream([CLIPS.h264]), UDP),
  },
  rpicamera: { on: "pathDefaults: {source: rpiCamera}\n" },
  api: {
    on: `api: yes\napiAddress: 127.0.0.1:${API}\n`,
    exercise: () => askHttp(API, "/v3/paths/list", /"itemCount":1,/),
  },
  metrics: {
    on: `metrics: yes\nmetricsAddress: 127.0.0.1:${METRICS}\n`,
    exercise: () => askHttp(METRICS, "/metrics", /^# Paths\n/),
  },
  hls: {
    on: `hls: yes\nhlsAddress: 127.0.0.1:${HLS}\n`,
    exercise: async () => {
      await askHttp(HLS, "/contract/", /hls\.min\.js/);
      await askHttp(HLS, "/contract/hls.min.js", /Hls/);
    },
  },
  playback: {
    on: `playback: yes\nplaybackAddress: 127.0.0.1:${PLAYBACK}\n`,
    exercise: () => askHttp(PLAYBACK, "/", /404 page not found/, 404),
  },
  pprof: {
    on: `pprof: yes\npprofAddress: 127.0.0.1:${PPROF}\n`,
    exercise: async () => {
      await askHttp(PPROF, "/debug/pprof/", /<title>/);
      await askHttp(PPROF, "/debug/pprof/heap", /./);
      await askHttp(PPROF, "/debug/pprof/profile?seconds=0.05", /./);
    },
  },
  rtsp: {
    on: `rtsp: yes\nrtspAddress: :${RTSP.port}\nrtspTransports: [tcp, udp]\n` +
      `rtpAddress: :${RTSP.rtp}\nrtcpAddress: :${RTSP.rtp + 1}\n`,
    exercise: async () => (await askRtsp()).close(),
    notifies: ["connOpened", "connClosed"],
    linger: async () => {
      const conn = await askRtsp();
      return {
        async undo() {
          assert.equal(await conn.read(new Uint8Array(1)), null);
          conn.close();
        },
      };
    },
  },
  rtmp: {
    on: `rtmp: yes\nrtmpAddress: :${RTMP}\n`,
    exercise: async () => await (await askRtmp()).finished(),
    notifies: ["connOpened", "connClosed"],
    linger: async () => {
      const client = await askRtmp();
      return {
        async undo() {
          await client.closed();
          await client.finished();
        },
      };
    },
  },
  webrtc: {
    on: `webrtc: yes\nwebrtcAddress: 127.0.0.1:${WEBRTC.http}\n` +
      `webrtcLocalUDPAddress: 127.0.0.1:${WEBRTC.udp}\n`,
    exercise: async () => {
      await using publisher = new Publisher(whip("contract"), [SOUND]);
      await publisher.connected;
      await askHttp(WEBRTC.http, "/contract/", /reader\.js/);
    },
    linger: async () => {
      const publisher = new Publisher(whip("contract"), [SOUND]);
      await publisher.connected;
      return {
        async undo() {
          assert.match((await publisher.ended)!, /closed by the peer/);
          await publisher[Symbol.asyncDispose]();
        },
      };
    },
  },
  srt: {
    on: `srt: yes\nsrtAddress: 127.0.0.1:${SRT}\n`,
    exercise: async () => (await askSrt()).close("done"),
    notifies: ["connOpened", "connClosed"],
    linger: async () => {
      const client = await askSrt();
      return { undo: async () => assert.equal(await client.ended, "the stream has ended") };
    },
  },
};

function whip(path: string): string {
  return `whip://127.0.0.1:${WEBRTC.http}/${path}/whip`;
}

/** A client of SRT that may publish, and sends nothing. */
async function askSrt(): Promise<Client> {
  return await connectSrt(SRT, "streamid=publish:contract");
}

/** A client of RTMP that is connected to an application. */
async function askRtmp(): Promise<RtmpClient> {
  const client = await RtmpClient.connect(RTMP);
  await client.open("contract");
  return client;
}

/** Asks over a connection that it closes, which `fetch` would keep. */
async function askHttp(port: number, url: string, expected: RegExp, status = 200): Promise<void> {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, { client });
  assert.equal(answer.status, status);
  assert.match(await answer.text(), expected);
}

/** A connection whose OPTIONS were answered. */
async function askRtsp(): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: RTSP.port });
  const url = `rtsp://127.0.0.1:${RTSP.port}/contract`;
  await conn.write(new TextEncoder().encode(`OPTIONS ${url} RTSP/1.0\r\nCSeq: 1\r\n\r\n`));
  const bytes = new Uint8Array(1024), count = await conn.read(bytes);
  assert.match(new TextDecoder().decode(bytes.subarray(0, count ?? 0)), /^RTSP\/1\.0 200 OK\r\n/);
  return conn;
}

for (const plugin of plugins) {
  const use = uses[plugin.name];
  if (!use) continue;
  const others = SWITCHES.filter((name) => name !== plugin.name).map((name) => `${name}: no\n`);
  const off = SWITCHES.includes(plugin.name) ? `${plugin.name}: no\n` : "";
  testPlugin({ plugin, known: plugins, others: others.join(""), off, ...use });
}

Deno.test("plugins: each has passed the suite", () => {
  assert.deepEqual(plugins.filter(({ name }) => !uses[name]).map(({ name }) => name), []);
});
