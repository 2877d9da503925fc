import assert from "node:assert/strict";
import { Publisher, Scene, SOUND, VIDEO } from "../../test/webrtc/scene.ts";
import { CLIPS } from "../../test/streams/clips.ts";
import { CHROMIUM_READS } from "./wire/offer_cases.ts";

Deno.test("WebRTC: what is published is read, by several, as it was", async () => {
  await using scene = await Scene.start();
  await using publisher = await scene.publisher("live/cam");
  await using one = scene.reader("live/cam", "?x=1");
  await using other = scene.reader("live/cam");
  await Promise.all([one.until(30), other.until(30)]);
  assert.deepEqual(one.codecs, ["H264", "Opus"]);
  for (const { units } of [one, other]) {
    const [first] = units.filter(({ track }) => track === 0);
    assert.equal(first.randomAccess, true);
    const sizes = (parts: readonly Uint8Array[]) => parts.map((part) => part.length).join();
    const published = new Set(VIDEO.units.map(({ payload }) => sizes(payload)));
    for (const { track, payload } of units) {
      // Parameter sets go before each key frame.
      const slices = track === 0 ? payload.filter((nal) => (nal[0] & 0x1f) < 6) : payload;
      const known = track === 0
        ? [...published].some((one) => one.endsWith(sizes(slices)))
        : SOUND.units.some((unit) => sizes(unit.payload) === sizes(payload));
      assert.ok(known, `${track}: ${sizes(payload)}`);
    }
  }
  const shown = scene.sessions;
  assert.deepEqual(shown.map(({ state, path, query }) => [state, path, query]), [
    ["publish", "live/cam", ""],
    ["read", "live/cam", "x=1"],
    ["read", "live/cam", ""],
  ]);
  for (const session of shown) {
    assert.ok(session.peerConnectionEstablished);
    assert.equal(session.localCandidate, `host/udp/127.0.0.1/${scene.udp}`);
  }
  assert.ok(shown[0].inboundRTPPackets > 60 && shown[1].outboundRTPPackets > 60);
  await scene.log(/is reading from path 'live\/cam', 2 tracks \(H264, Opus\)$/);
  assert.equal(scene.kick(shown[1].id), true);
  assert.match((await one.ended)!, /closed by the peer/);
  assert.equal(publisher.abort.signal.aborted, false);
});

Deno.test("WebRTC: readers go with the stream, and the server closes the rest", async () => {
  await using scene = await Scene.start();
  await using reader = await (async () => {
    await using _publisher = await scene.publisher("cam", [SOUND]);
    const reader = scene.reader("cam");
    await reader.until(3);
    return reader;
  })();
  assert.match((await reader.ended)!, /closed by the peer/);
  await scene.log(/closed: deleted by the client$/);
});

Deno.test("WebRTC: streams with B-frames are not shown in the wrong order", async () => {
  await using scene = await Scene.start();
  await using publisher = new Publisher(scene.whip("cam"), [CLIPS.h264]);
  assert.match((await publisher.ended)!, /^WebRTC doesn't support H264 streams with B-frames$/);
});

const USERS = "authInternalUsers: [{user: u, pass: p, permissions: [{action: publish}]}]\n" +
  "paths: {all_others: {}}\n";

Deno.test("WebRTC: credentials are asked for, and taken from the URL of a source", async () => {
  await using scene = await Scene.start(USERS);
  const asked = await fetch(`${scene.url("cam")}/whip`, { method: "OPTIONS" });
  assert.equal(asked.status, 401);
  assert.equal(asked.headers.get("www-authenticate"), 'Basic realm="mediamtx"');
  await asked.body?.cancel();
  const login = `whip://u:p@127.0.0.1:${scene.port}/cam/whip`;
  await using _publisher = new Publisher(login, [SOUND]);
  await scene.log(/is publishing to path 'cam'$/);
  await using refused = scene.reader("cam");
  assert.match((await refused.ended)!, /answers 401: authentication error/);
});

type Asked = readonly [
  method: string,
  path: string,
  body: string | undefined,
  status: number,
  expected: string | RegExp,
  type?: string,
];

const NOBODY = "00000000-0000-4000-8000-000000000000";
const SDP = "application/sdp", FRAGMENT = "application/trickle-ice-sdpfrag";
const UNKNOWN = "404 page not found";

const asked: readonly Asked[] = [
  ["GET", "cam/whep", undefined, 405, "method not allowed"],
  ["PUT", "cam/whip", "x", 405, "method not allowed"],
  ["PATCH", "cam/whep", "x", 404, UNKNOWN],
  ["DELETE", "cam/whep", undefined, 404, UNKNOWN],
  ["POST", "cam/whep/abc", "x", 404, UNKNOWN],
  ["POST", "cam/whep", "x", 400, "invalid Content-Type"],
  ["POST", "cam/whep", "x", 400, /^SDP: /, SDP],
  ["POST", "cam/whep", "v=0\r\nm=video 9 X 0\r\n", 400, /^SDP: no ICE credentials/, SDP],
  ["POST", "cam/whep", CHROMIUM_READS, 404, "no stream is available on path 'cam'", SDP],
  ["POST", "cam/whip", CHROMIUM_READS, 406, "no valid tracks found", SDP],
  ["POST", "other/whep", CHROMIUM_READS, 400, "path 'other' is not configured", SDP],
  ["POST", "cam/whep", "x".repeat(200_000), 404, UNKNOWN, SDP],
  ["PATCH", "cam/whep/abc", "x", 400, "invalid secret", FRAGMENT],
  ["PATCH", `cam/whep/${NOBODY}`, "a=x", 404, "session not found", FRAGMENT],
  ["PATCH", `cam/whep/${NOBODY}`, "a=x", 400, "invalid Content-Type"],
  ["DELETE", "cam/whep/abc", undefined, 400, "invalid secret"],
  ["DELETE", `cam/whep/${NOBODY}`, undefined, 404, "session not found"],
  ["GET", "other/", undefined, 500, "path 'other' is not configured"],
  ["POST", "cam/", "x", 404, UNKNOWN],
];

Deno.test("WebRTC: what is wrong is answered as the original answers it", async () => {
  await using scene = await Scene.start("paths: {cam: {}}\n");
  for (const [method, path, body, status, expected, type] of asked) {
    const headers = { "Content-Type": type ?? "text/plain" };
    const answer = await fetch(scene.url(path), { method, body, headers });
    const text = await answer.text(), title = `${method} ${path}`;
    assert.equal(answer.status, status, `${title}: ${text}`);
    const reason = text.startsWith("{") ? JSON.parse(text).error : text;
    if (typeof expected === "string") assert.equal(reason, expected, title);
    else assert.match(reason, expected, title);
  }
  assert.deepEqual(scene.sessions, []);
});

Deno.test("WebRTC: a session as a browser has it: made, added to, restarted, deleted", async () => {
  const ice = "webrtcICEServers2: [{url: 'turn:a:1', username: u, password: p}]\n";
  await using scene = await Scene.start(`${ice}paths: {cam: {}}\n`);
  await using _publisher = await scene.publisher("cam");
  const headers = { "Content-Type": SDP };
  const made = await fetch(`${scene.url("cam")}/whep?a=b`, {
    method: "POST",
    body: CHROMIUM_READS,
    headers,
  });
  const answer = await made.text();
  assert.equal(made.status, 201, answer);
  const location = made.headers.get("location")!;
  assert.match(location, /^\/cam\/whep\/[0-9a-f-]{36}\?a=b$/);
  const { id } = scene.sessions.find(({ state }) => state === "read")!;
  const link =
    '<turn:a:1>; rel="ice-server"; username="u"; credential="p"; credential-type="password"';
  assert.deepEqual(
    ["content-type", "etag", "id", "accept-patch", "link"].map((name) => made.headers.get(name)),
    [SDP, "*", id, FRAGMENT, link],
  );
  assert.match(
    answer,
    new RegExp(`^a=candidate:\\d+ 1 udp \\d+ \\S+ ${scene.udp} typ host\\r$`, "m"),
  );
  const url = `http://127.0.0.1:${scene.port}${location}`;
  const patch = async (body: string) => {
    const answer = await fetch(url, {
      method: "PATCH",
      body,
      headers: { "Content-Type": FRAGMENT },
    });
    return { answer, text: await answer.text() };
  };
  const added = await patch(
    "a=ice-ufrag:5x4s\r\na=ice-pwd:p\r\na=candidate:1 1 udp 1 127.0.0.1 9 typ host\r\n",
  );
  assert.equal(added.answer.status, 204);
  const again = await patch("a=ice-ufrag:new1\r\na=ice-pwd:another\r\n");
  assert.equal(again.answer.status, 200);
  const ufrag = /^a=ice-ufrag:(.*)\r$/m.exec(again.text)![1];
  assert.equal(again.answer.headers.get("etag"), `"${ufrag}"`);
  assert.ok(!answer.includes(ufrag) && /^a=candidate:\d+ 1 udp/m.test(again.text));
  const deleted = await fetch(url, { method: "DELETE" });
  assert.deepEqual([deleted.status, await deleted.json()], [200, { status: "ok" }]);
  const second = await fetch(url, { method: "DELETE" });
  assert.equal(second.status, 404);
  await second.body?.cancel();
});

Deno.test("WebRTC: who does not connect is given up; a second publisher is refused where it must be", async () => {
  const yaml = "webrtcHandshakeTimeout: 100ms\npaths: {cam: {overridePublisher: no}}\n";
  await using scene = await Scene.start(yaml);
  await using _publisher = await scene.publisher("cam", [SOUND]);
  await using second = new Publisher(scene.whip("cam"), [SOUND]);
  assert.match((await second.ended)!, /400: someone is already publishing to path 'cam'$/);
  const headers = { "Content-Type": SDP };
  const made = await fetch(`${scene.url("cam")}/whep`, {
    method: "POST",
    body: CHROMIUM_READS,
    headers,
  });
  await made.body?.cancel();
  await scene.log(/closed: deadline exceeded while waiting connection$/);
});

Deno.test("WebRTC: pages and scripts", async () => {
  await using scene = await Scene.start("paths: {cam: {}}\n");
  const get = async (path: string) => {
    const answer = await fetch(scene.url(path), { redirect: "manual" });
    return { answer, text: await answer.text() };
  };
  const folder = await get("cam?x=1");
  assert.deepEqual([folder.answer.status, folder.answer.headers.get("location")], [
    302,
    "/cam/?x=1",
  ]);
  for (const [path, marks] of [["cam/", "reader.js"], ["cam/publish", "publisher.js"]]) {
    const { answer, text } = await get(path);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("cache-control"), "no-cache");
    assert.ok(text.includes(marks));
    assert.doesNotThrow(() => new Function(/<script>([\s\S]*)<\/script>/.exec(text)![1]));
  }
  for (const name of ["Reader", "Publisher"]) {
    const { answer, text } = await get(`any/where/${name.toLowerCase()}.js`);
    assert.equal(answer.headers.get("content-type"), "application/javascript");
    assert.equal(answer.headers.get("cache-control"), "max-age=3600");
    const window: Record<string, unknown> = {};
    new Function("window", text)(window);
    assert.equal(typeof window[`MediaMTXWebRTC${name}`], "function");
  }
});
