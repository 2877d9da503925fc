import assert from "node:assert/strict";
import { Scene, send } from "../../test/rtmp/scene.ts";
import { messagesOf } from "../../test/rtmp/media.ts";
import { CLIPS } from "../../test/streams/clips.ts";
import { AUDIO, DATA, type Message, VIDEO } from "./wire/message.ts";

const BOTH = [CLIPS.h264, CLIPS.aac];

Deno.test("RTMP: a reader is told that it plays, then what, then the headers, then frames from a key frame on", async () => {
  await using scene = await Scene.start();
  const publisher = await scene.publisher("live", "cam?x=1", BOTH);
  const reader = await scene.client();
  await reader.open("live");
  await reader.tell("play", "cam");
  assert.equal(await reader.status(), "NetStream.Play.Reset");
  assert.equal(await reader.status(), "NetStream.Play.Start");
  await send(publisher, messagesOf(BOTH, 2000).frames);
  const isMedia = ({ type }: Message) => type === VIDEO || type === AUDIO;
  const media = await reader.until(() => {
    const found = reader.messages.filter(isMedia);
    return found.length > 20 ? found : undefined;
  }, "media");
  const datas = reader.messages.filter(({ type }) => type === DATA);
  const text = (message: Message) => new TextDecoder().decode(message.body);
  assert.ok(text(datas[0]).includes("|RtmpSampleAccess"));
  assert.ok(text(datas[1]).includes("onMetaData") && text(datas[1]).includes("videocodecid"));
  assert.deepEqual(media.slice(0, 2).map(({ body }) => body[1]), [0, 0]);
  const [first] = media.filter(({ type, body }) => type === VIDEO && body[1] === 1);
  assert.equal(first.body[0], 0x17);
  assert.ok(media.every(({ stream, timestamp }) => stream === 1 && timestamp < 5000));
  assert.deepEqual(scene.conns.map(({ state, path, query }) => [state, path, query]), [
    ["publish", "live/cam", "x=1"],
    ["read", "live/cam", ""],
  ]);
  await scene.log(/is reading from path 'live\/cam', 2 tracks \(H264, MPEG-4 Audio\)$/);
});

Deno.test("RTMP: a reader without a stream is refused, and the connection ends behind that", async () => {
  await using scene = await Scene.start();
  const reader = await scene.client();
  await reader.open("live");
  await reader.tell("play", "cam");
  assert.equal(await reader.status(), "NetStream.Play.Failed");
  await reader.closed();
  await scene.log(/closed: no stream is available on path 'live\/cam'$/);
});

const USERS = "authInternalUsers: [{user: u, pass: 'p&s', permissions: [{action: publish}]}]\n" +
  "paths: {all_others: {}}\n";

for (const [name, app] of [["cam?user=u&pass=p%26s", "live"], ["cam", "live?user=u&pass=p%26s"]]) {
  Deno.test(`RTMP: credentials in the query of ${app} and ${name}`, async () => {
    await using scene = await Scene.start(USERS);
    const client = await scene.client();
    assert.equal(await client.publish(app, name), "NetStream.Publish.Start");
    assert.deepEqual(scene.conns.map(({ path }) => path), ["live/cam"]);
  });
}

Deno.test("RTMP: a publisher without permission is refused, and not told why", async () => {
  await using scene = await Scene.start(USERS);
  const client = await scene.client();
  assert.equal(await client.publish("live", "cam"), "NetStream.Publish.Unauthorized");
  await client.closed();
});

Deno.test("RTMP: a publisher of a path that takes none is refused at once", async () => {
  await using scene = await Scene.start("paths: {cam: {source: 'rtmp://127.0.0.1:9/x/y'}}\n");
  const client = await scene.client();
  assert.equal(await client.publish("cam", ""), "NetStream.Publish.Unauthorized");
  await scene.log(/closed: can't publish to path 'cam' since 'source' is not 'publisher'$/);
});

Deno.test("RTMP: a second publisher is noticed when its tracks are known, and closed without a word", async () => {
  await using scene = await Scene.start("paths: {all_others: {overridePublisher: no}}\n");
  await scene.publisher("live", "cam", BOTH);
  const second = await scene.client();
  assert.equal(await second.publish("live", "cam"), "NetStream.Publish.Start");
  const { metadata, headers, frames } = messagesOf(BOTH);
  await send(second, [metadata, ...headers, ...frames]);
  await second.closed();
  await scene.log(/closed: someone is already publishing to path 'live\/cam'$/);
});

Deno.test("RTMP: a publisher that says goodbye has given the path back, and may publish again", async () => {
  await using scene = await Scene.start();
  const client = await scene.publisher("live", "cam", BOTH);
  assert.ok(scene.world.paths.paths.get("live/cam")?.stream);
  await client.tell("deleteStream", 2);
  await client.ask("getStreamLength", null, "cam");
  assert.deepEqual(scene.conns.map(({ state }) => state), ["publish"]);
  await client.tell("deleteStream", 1);
  await client.ask("releaseStream", null, "cam");
  assert.equal(scene.world.paths.paths.get("live/cam"), undefined);
  assert.deepEqual(scene.conns.map(({ state }) => state), ["idle"]);
  await client.tell("publish", "other", "live");
  assert.equal(await client.status(), "NetStream.Publish.Start");
});

Deno.test("RTMP: a publisher that is cut off within a frame has given the path back", async () => {
  await using scene = await Scene.start();
  const client = await scene.publisher("live", "cam", BOTH);
  await client.send(Uint8Array.of(6, 0, 0, 0, 0, 1, 0, VIDEO, 1, 0, 0, 0, 0x17));
  client.close();
  await scene.log(/closed: EOF$/);
  assert.equal(scene.world.paths.paths.get("live/cam"), undefined);
});

Deno.test("RTMP: a connection can be kicked", async () => {
  await using scene = await Scene.start();
  const client = await scene.publisher("live", "cam", BOTH), [{ id }] = scene.conns;
  const kind = scene.world.sessions.find("rtmpConn")!;
  assert.equal(kind.kick!(id), true);
  assert.equal(kind.kick!("00000000-0000-4000-8000-000000000000"), false);
  await client.closed();
  await scene.log(/closed: kicked by an operator$/);
});
