import assert from "node:assert/strict";
import { NO_CREDENTIALS } from "core/auth/request.ts";
import type { Track } from "media/track.ts";
import { party } from "../paths.ts";
import { Scene, VIDEO } from "../webrtc/scene.ts";
import { fullTest } from "./clients/level.ts";
import { noChromium, Page } from "./clients/web/chromium.ts";

const missing = await noChromium();
if (missing) console.log(`not tested: metadata in a browser: ${missing}`);
else fullTest("WebRTC: a browser is sent metadata in a channel, large ones in pieces", withBrowser);

const KLV: Track = {
  ...{ id: 1, media: 1, kind: "application", clockRate: 90000 },
  config: { codec: "KLV" },
};

/** Has the page's own script read, with an eye on the channel. */
const READ = `window.got = [];
new MediaMTXWebRTCReader({
  url: location.origin + "/cam/whep",
  onDataChannel: ({ channel }) => {
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => got.push([channel.label, data.byteLength, new Uint8Array(data)[0]]);
  },
});
1`;

async function withBrowser(): Promise<void> {
  await using scene = await Scene.start();
  const publication = await publish(scene);
  const timer = play(publication.stream);
  try {
    await using page = await Page.open(`${scene.url("cam")}/`);
    await page.evaluate(READ);
    await page.until("got.length > 20");
    const got = await page.evaluate<readonly (readonly [string, number, number])[]>("got");
    for (const [label, size, first] of got) {
      assert.deepEqual([label, size], ["KLV", first % 5 === 0 ? 3000 : 40]);
    }
    const [[, , begun]] = got;
    assert.deepEqual(got.map(([, , first]) => first), got.map((_, i) => (begun + i) % 250));
    await scene.log(/is reading from path 'cam', 2 tracks \(H264, KLV\)$/);
  } finally {
    clearInterval(timer);
    publication.close();
  }
}

async function publish({ world: { paths, log } }: Scene) {
  const access = await paths.authorize({
    ...{ action: "publish", path: "cam", query: "", protocol: "rtsp", id: null, ip: "127.0.0.1" },
    ...{ userAgent: "", credentials: NO_CREDENTIALS, log: log.log },
  });
  const { kind, clockRate, config } = VIDEO;
  return paths.publish(access, party("one"), [{ id: 0, media: 0, kind, clockRate, config }, KLV]);
}

type Stream = Awaited<ReturnType<typeof publish>>["stream"];

/** Pictures, and with each of them metadata: every fifth is large. */
function play(stream: Stream): ReturnType<typeof setInterval> {
  let turn = 0;
  const write = (
    track: number,
    config: Track["config"],
    payload: readonly Uint8Array[],
    key: boolean,
  ) => {
    const pts = 3600 * turn, times = { pts, dts: pts, ntp: Date.now() };
    stream.writeUnit({ track, config, payload, randomAccess: key, epoch: 1, ...times });
  };
  return setInterval(() => {
    const { payload, randomAccess } = VIDEO.units[turn % VIDEO.units.length];
    const number = turn % 250, size = number % 5 === 0 ? 3000 : 40;
    write(0, VIDEO.config, payload, randomAccess);
    write(1, KLV.config, [new Uint8Array(size).fill(number)], true);
    turn++;
  }, 40);
}
