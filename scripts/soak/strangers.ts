import { reading } from "../../test/interop/clients/client.ts";
import { RtspClient } from "../../test/rtsp/client.ts";
import { SDP, SDP_TYPE } from "../../test/rtsp/media.ts";
import { Child } from "../../test/process/child.ts";
import type { Random } from "../fuzz/random.ts";
import { pause, type Run } from "./lives.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds that a connection may be kept open without a word. */
const SILENCE = 20_000;
/** Milliseconds that a client with a wrong password may take. */
const REFUSED = 15_000;

type Visit = (stage: Stage, random: Random, over: AbortSignal) => Promise<void>;

/** What nobody has asked for. */
const VISITS: Readonly<Record<string, Visit>> = {
  "garbage by TCP": async ({ server, ports }, random) => {
    const port = random.pick([
      ...Object.values(server.ports),
      ports.api,
      ports.metrics,
      ports.playback,
    ]);
    using conn = await connect(port);
    await conn?.write(noise(random, 1 + random.below(5000))).catch(() => {});
  },
  "garbage by UDP": async ({ server, ports }, random) => {
    const socket = Deno.listenDatagram({ hostname: "127.0.0.1", port: 0, transport: "udp" });
    const { rtp, srtp, srt, webrtc } = server.ports;
    const port = random.pick([rtp, rtp + 1, srtp, srtp + 1, srt, webrtc + 1, ports.datagrams]);
    const to = { hostname: "127.0.0.1", port, transport: "udp" } as const;
    for (let n = 0; n < 20; n++) await socket.send(noise(random, 1 + random.below(1400)), to);
    socket.close();
  },
  "half a request": async ({ server, ports }, random, over) => {
    const port = random.pick([...Object.values(server.ports), ports.api, ports.playback]);
    using conn = await connect(port);
    await conn?.write(new TextEncoder().encode("GET /live/tcp/index.m3u8 HT")).catch(() => {});
    await pause(random.below(SILENCE), over);
  },
  "silence": async ({ server }, random, over) => {
    using _conn = await connect(random.pick(Object.values(server.ports)));
    await pause(random.below(SILENCE), over);
  },
  "half a publisher": async ({ server }, random, over) => {
    using client = await RtspClient.connect(server.ports.rtsp);
    await client.request("ANNOUNCE", server.url(`live/half${random.below(9)}`), SDP_TYPE, SDP);
    await pause(random.below(SILENCE), over);
  },
  "wrong password by RTSP": ({ server }, _, over) =>
    refused(reading("FFmpeg 5", server.url("private", { user: "owner:wrong" }), "tcp"), over),
  "wrong password by RTMP": ({ server }, _, over) =>
    refused(probing(`${server.rtmpUrl("private")}?user=owner&pass=wrong`), over),
  "wrong password by SRT": ({ server }, _, over) =>
    refused(probing(server.srtUrl("read:private:owner:wrong")), over),
  "wrong password by HLS": async (stage) => {
    const url = stage.server.hlsUrl("private", { tls: true });
    const headers = { Authorization: `Basic ${btoa("owner:wrong")}` };
    await (await stage.fetch(url, { headers })).text();
  },
  "recordings": async (stage) => {
    const base = `http://127.0.0.1:${stage.ports.playback}`;
    const answer = await stage.fetch(`${base}/list?path=live/rtmp`);
    const [run] = answer.ok ? await answer.json() as { url: string }[] : [];
    if (!answer.ok) await answer.text();
    if (run) await (await stage.fetch(run.url)).bytes();
  },
};

/** One stranger after the other, until it is over. */
export async function strangers({ stage, random, over, count }: Run): Promise<void> {
  while (!over.aborted) {
    const name = random.pick(Object.keys(VISITS));
    count(name);
    // Most of them are cut off in the middle of what they say.
    await VISITS[name](stage, random, over).catch(() => {});
    await pause(random.below(1000), over);
  }
}

/** Undefined where nobody listens. */
function connect(port: number): Promise<Deno.Conn | undefined> {
  return Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
}

function probing(url: string): Child {
  return new Child("ffprobe", ["-hide_banner", "-loglevel", "error", url]);
}

async function refused(client: Child, over: AbortSignal): Promise<void> {
  await using child = client;
  await Promise.race([child.end(), pause(REFUSED, over)]);
}

function noise(random: Random, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => random.below(256));
}
