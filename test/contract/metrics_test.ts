import assert from "node:assert/strict";
import { plugins } from "../../plugins/mod.ts";
import { certificate } from "../process/certificate.ts";
import { freePair, freePort } from "../process/ports.ts";
import { RtmpClient } from "../rtmp/client.ts";
import { RtspClient } from "../rtsp/client.ts";
import { connectSrt } from "../srt/client.ts";
import { offer } from "../webrtc/offer.ts";
import { World } from "./world.ts";

interface Group {
  readonly comment: string;
  readonly metrics: readonly { readonly name: string; readonly labels: readonly string[] }[];
  readonly deprecated: boolean;
  readonly typeFilter: string;
  readonly itemFilter: string;
  readonly presentWhen: string;
}

const file = new URL("../vectors/contract/metrics.json", import.meta.url);
const groups: readonly Group[] = JSON.parse(await Deno.readTextFile(file)).groups;

/** What is built and switched on here, and has items. */
const shown = groups.filter(({ presentWhen }) =>
  /^(always$|rtsp,|rtmp,|srt$|webrtc$)/.test(presentWhen)
);

const [rtsp, rtsps, rtmp, rtmps, metrics] = Array.from({ length: 5 }, freePort);
const PORTS = { rtsp, rtsps, rtmp, rtmps, metrics }, RTP = freePair(), SRT = freePair();
const WEBRTC = freePort(), ICE = freePort();
const PATHS =
  "paths: {all_others: {}, cam: {forward: [{dest: 'rtsp://127.0.0.1:9/x'}]}, empty: {}}\n";

const SERVERS: readonly string[] = ["rtsp", "rtmp", "srt", "webrtc", "metrics"];

/** All of it; where `clients`, with one of each kind of RTSP, RTMP, SRT and WebRTC. `test` is given the text for a query. */
async function scraping(
  paths: string,
  clients: boolean,
  test: (scrape: (query: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const { cert, key } = await certificate(), ca = await Deno.readTextFile(cert);
  const yaml = `rtspEncryption: optional\nrtspServerCert: ${cert}\nrtspServerKey: ${key}
rtspTransports: [tcp]\nrtspAddress: :${PORTS.rtsp}\nrtspsAddress: :${PORTS.rtsps}
rtmpEncryption: optional\nrtmpServerCert: ${cert}\nrtmpServerKey: ${key}
rtmpAddress: :${PORTS.rtmp}\nrtmpsAddress: :${PORTS.rtmps}
srtAddress: 127.0.0.1:${SRT}
webrtcAddress: 127.0.0.1:${WEBRTC}\nwebrtcLocalUDPAddress: 127.0.0.1:${ICE}
rtpAddress: :${RTP}\nrtcpAddress: :${RTP + 1}\nmetrics: yes\nmetricsAddress: :${PORTS.metrics}
authInternalUsers: [{user: any, permissions: [{action: publish}, {action: metrics}]}]\n${paths}`;
  const wanted = plugins.filter(({ name }) => SERVERS.includes(name));
  const world = await World.of(wanted, plugins, yaml);
  await world.start();
  const url = `http://127.0.0.1:${PORTS.metrics}/metrics`;
  const scrape = async (query: string) => await (await fetch(`${url}?${query}`)).text();
  try {
    if (!clients) return await test(scrape);
    using plain = await RtspClient.connect(PORTS.rtsp);
    using secure = await RtspClient.connect(PORTS.rtsps, { ca });
    await publish(plain, "cam");
    await publish(secure, "other");
    using _plain = await RtmpClient.connect(PORTS.rtmp);
    using _secure = await RtmpClient.connect(PORTS.rtmps, { ca });
    const caller = await connectSrt(SRT, "streamid=publish:third");
    await offer(WEBRTC, "fourth");
    await test(scrape);
    caller.close("done");
  } finally {
    await world.stop();
  }
}

const SDP = "v=0\r\nm=audio 0 RTP/AVP 0\r\na=control:0\r\n";

/** Begins to publish, and sends nothing. */
async function publish(client: RtspClient, path: string): Promise<void> {
  const url = `rtsp://127.0.0.1/${path}`;
  const ask = async (...request: Parameters<RtspClient["request"]>) =>
    assert.equal((await client.request(...request))?.status, 200);
  await ask("ANNOUNCE", url, { "Content-Type": "application/sdp" }, SDP);
  const Transport = "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
  await ask("SETUP", `${url}/0`, { Transport });
  await ask("RECORD", url);
}

/** Groups of a text by their title: names with the names of their labels, in order, each once in a row. */
function parse(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const part of text.split("\n\n").filter((part) => part !== "")) {
    const [title, ...lines] = part.split("\n");
    const named = lines.map((line) => {
      const [, name, labels = ""] = /^(\w+)(?:\{(.*)\})? -?[\d.]+$/.exec(line) ?? [line, line];
      return `${name} ${[...labels.matchAll(/(\w+)="[^"]*"/g)].map(([, label]) => label)}`;
    });
    found.set(title.slice(2), [...new Set(named)]);
  }
  return found;
}

const expected = (group: Group) => group.metrics.map(({ name, labels }) => `${name} ${labels}`);

Deno.test("metrics: groups, names and labels are those of the contract, in its order", async () => {
  await scraping(PATHS, true, async (scrape) => {
    const found = parse(await scrape(""));
    found.delete("Process");
    assert.deepEqual([...found.keys()], shown.map(({ comment }) => comment));
    for (const group of shown) assert.deepEqual(found.get(group.comment), expected(group));
  });
});

Deno.test("metrics: the filter of a type gives its groups, the filter of an item what it names", async () => {
  await scraping(PATHS, true, async (scrape) => {
    for (const { typeFilter, itemFilter } of shown) {
      const titles = shown.filter((group) => group.typeFilter === typeFilter)
        .map(({ comment }) => comment);
      const text = await scrape(`type=${typeFilter}`);
      assert.deepEqual([...parse(text).keys()], titles);
      const item = itemFilter.split(" ")[0], id = /\{(?:id|name)="([^"]+)"/.exec(text)![1];
      const one = await scrape(`type=${typeFilter}&${item}=${id}`);
      assert.ok(one.includes(`"${id}"`) && text.includes(one.split("\n")[1]), one);
    }
    const forwarded = [...parse(await scrape("path=cam")).keys()];
    assert.deepEqual(forwarded, ["Paths", "Paths (deprecated)", "Forward destinations"]);
  });
});

Deno.test("metrics: without items every name is there once, as zero and without labels", async () => {
  await scraping("", false, async (scrape) => {
    const found = parse(await scrape(""));
    for (const group of shown.filter(({ typeFilter }) => typeFilter !== "forward_dests")) {
      const names = group.metrics.map(({ name }) => `${name} `);
      const readers = "paths_readers ", at = names.indexOf(readers);
      if (at >= 0) names.splice(at, 1);
      if (group.comment === "Paths (deprecated)") names.push(readers);
      assert.deepEqual(found.get(group.comment), names, group.comment);
    }
    assert.ok(!found.has("Forward destinations"));
    const asked = await scrape("type=forward_dests");
    assert.equal(
      asked,
      "# Forward destinations\nforward_dests 0\nforward_dests_outbound_bytes 0\n\n",
    );
    assert.equal(await scrape("rtsp_session=x&path=y"), "");
  });
});
