import assert from "node:assert/strict";
import { api } from "../../plugins/api/mod.ts";
import { metrics } from "../../plugins/metrics/mod.ts";
import { HlsScene } from "../hls/scene.ts";
import { freePort } from "../process/ports.ts";
import { CLIPS } from "../streams/clips.ts";
import { misfits } from "./api/shape.ts";

/** A server with one muxer and one session, its API and its metrics, by `ask`. */
async function withSession(
  test: (
    ask: (path: string, method?: string) => Promise<string>,
    scene: HlsScene,
    session: string,
  ) => Promise<void>,
): Promise<void> {
  const ports = { v3: freePort(), metrics: freePort() };
  const yaml = `api: yes\napiAddress: 127.0.0.1:${ports.v3}\n` +
    `metrics: yes\nmetricsAddress: 127.0.0.1:${ports.metrics}\n` +
    "authInternalUsers: [{user: any, permissions: [{action: read}, {action: api}, {action: metrics}]}]\n";
  await using scene = await HlsScene.start(yaml, { others: [api, metrics] });
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const ask = async (path: string, method = "GET") => {
    const port = path.startsWith("/v3") ? ports.v3 : ports.metrics;
    return await (await fetch(`http://127.0.0.1:${port}${path}`, { method, client })).text();
  };
  (await scene.publish("a/b", [CLIPS.h264, CLIPS.aac])).play(6);
  const session = await scene.session("/a/b");
  await scene.ask(`/a/b/video1_stream.m3u8?${session}`);
  await test(ask, scene, session);
}

Deno.test("hls: sessions and muxers in the API", () =>
  withSession(async (ask, scene, session) => {
    const sessions = JSON.parse(await ask("/v3/hlssessions/list"));
    assert.deepEqual(misfits("HLSSessionList", sessions), []);
    const [{ id, outboundBytes, ...shown }] = sessions.items;
    assert.ok(outboundBytes > 0);
    assert.deepEqual([shown.path, shown.query, shown.isCDN], ["a/b", "", false]);
    assert.match(shown.remoteAddr, /^127\.0\.0\.1:\d+$/);
    const one = JSON.parse(await ask(`/v3/hlssessions/get/${id}`));
    assert.deepEqual(misfits("HLSSession", one), []);
    const muxers = JSON.parse(await ask("/v3/hlsmuxers/list"));
    assert.deepEqual(misfits("HLSMuxerList", muxers), []);
    const muxer = JSON.parse(await ask("/v3/hlsmuxers/get/a/b"));
    assert.deepEqual(misfits("HLSMuxer", muxer), []);
    assert.deepEqual([muxer.path, muxer.outboundBytes], ["a/b", outboundBytes]);
    assert.equal(JSON.parse(await ask("/v3/hlsmuxers/get/c")).error, "muxer not found");
    const path = JSON.parse(await ask("/v3/paths/get/a/b"));
    assert.deepEqual(path.readers, [{ type: "hlsSession", id }]);
    assert.equal(JSON.parse(await ask(`/v3/hlssessions/kick/${id}`, "POST")).status, "ok");
    assert.equal(JSON.parse(await ask(`/v3/hlssessions/get/${id}`)).error, "session not found");
    assert.equal((await scene.ask(`/a/b/video1_stream.m3u8?${session}`)).status, 401);
  }));

Deno.test("hls: sessions and muxers in the metrics", () =>
  withSession(async (ask) => {
    const text = await ask("/metrics");
    const titles = [...text.matchAll(/^# (HLS.*)$/gm)].map(([, title]) => title);
    assert.deepEqual(titles, ["HLS sessions", "HLS muxers", "HLS muxers (deprecated)"]);
    assert.match(text, /^hls_sessions\{id="[0-9a-f-]{36}",path="a\/b",remoteAddr="[^"]+"\} 1$/m);
    assert.match(text, /^hls_sessions_outbound_bytes\{id="[^}]+"\} [1-9]\d*$/m);
    assert.match(text, /^hls_muxers\{name="a\/b"\} 1$/m);
    assert.match(text, /^hls_muxers_outbound_bytes\{name="a\/b"\} [1-9]\d*$/m);
    assert.match(text, /^hls_muxers_outbound_frames_discarded\{name="a\/b"\} 0$/m);
    assert.match(text, /^hls_muxers_bytes_sent\{name="a\/b"\} [1-9]\d*$/m);
    assert.match(await ask("/metrics?type=hls_muxers&hls_muxer=a/b"), /^# HLS muxers\nhls_muxers/);
  }));
