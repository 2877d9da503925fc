import assert from "node:assert/strict";
import { amfObject } from "media/amf/value.ts";
import { World } from "../../test/contract/world.ts";
import { certificate } from "../../test/process/certificate.ts";
import { freePort } from "../../test/process/ports.ts";
import { RtmpClient } from "../../test/rtmp_client.ts";
import { messagesOf } from "../../test/rtmp_media.ts";
import { type Clip, CLIPS } from "../../test/streams/clips.ts";
import { rtmp } from "./mod.ts";
import { writeCommand } from "./wire/command.ts";
import { AUDIO, DATA, type Message, VIDEO } from "./wire/message.ts";

const PATIENCE = 10_000;

/** A server at a port of its own, with everybody's permission unless `yaml` says otherwise. */
class Scene implements AsyncDisposable {
  readonly #clients: RtmpClient[] = [];

  private constructor(readonly world: World, readonly port: number) {}

  static async start(yaml = "paths: {all_others: {}}\n"): Promise<Scene> {
    const port = freePort();
    const world = await World.of([rtmp], [rtmp], `rtmpAddress: 127.0.0.1:${port}\n${yaml}`);
    await world.start();
    return new Scene(world, port);
  }

  async client(options?: { deaf?: boolean }): Promise<RtmpClient> {
    const client = await RtmpClient.connect(this.port, options);
    this.#clients.push(client);
    return client;
  }

  /** A client that publishes clips up to when the path is taken. */
  async publisher(app: string, name: string, clips: readonly Clip[]): Promise<RtmpClient> {
    const client = await this.client();
    assert.equal(await client.publish(app, name), "NetStream.Publish.Start");
    const { metadata, headers, frames } = messagesOf(clips);
    await send(client, [metadata, ...headers, ...frames]);
    await this.log(/is publishing to path/);
    return client;
  }

  /** Waits for a line of the log. */
  async log(what: RegExp): Promise<string> {
    for (const limit = performance.now() + PATIENCE; performance.now() < limit;) {
      const line = this.world.log.lines.find((line) => what.test(line));
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`waited in vain for ${what}:\n${this.world.log.lines.join("\n")}`);
  }

  /** The connections as the API shows them. */
  get conns() {
    const kind = this.world.sessions.find("rtmpConn")!;
    return [...kind.list()] as { id: string; state: string; path: string; query: string }[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.stop();
    for (const client of this.#clients) await client.finished();
  }
}

async function send(client: RtmpClient, messages: readonly Message[]): Promise<void> {
  for (const { type, timestamp, body } of messages) await client.message(type, timestamp, body);
}

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

const wrong: readonly (readonly [string, (client: RtmpClient) => Promise<void>, RegExp])[] = [
  ["a command before connect", (client) => client.tell("publish", "cam"), /before 'connect'/],
  ["connect twice", async (client) => {
    await client.open("live");
    await client.ask("connect", null).catch(() => {});
  }, /'connect' twice/],
  ["many message streams", async (client) => {
    await client.open("live");
    for (let i = 0; i < 16; i++) await client.ask("createStream", null).catch(() => {});
  }, /over 16 message streams/],
  ["a message that is too long for a command", async (client) => {
    await client.open("live");
    await client.message(20, 0, new Uint8Array(100_000));
  }, /over 65536 bytes/],
  ["values without end", async (client) => {
    await client.message(20, 0, new Uint8Array(1000).fill(0x0a));
  }, /AMF/],
];

for (const [name, misbehave, reason] of wrong) {
  Deno.test(`RTMP: ${name} ends the connection`, async () => {
    await using scene = await Scene.start();
    const client = await scene.client();
    await misbehave(client);
    await client.closed();
    assert.match(await scene.log(/closed: /), reason);
  });
}

Deno.test("RTMP: who does not speak it, or says nothing, is closed", async () => {
  await using scene = await Scene.start("readTimeout: 500ms\npaths: {all_others: {}}\n");
  const http = await Deno.connect({ hostname: "127.0.0.1", port: scene.port });
  await http.write(new TextEncoder().encode(`GET / HTTP/1.1\r\n${"x: y\r\n".repeat(300)}`));
  assert.equal(await http.read(new Uint8Array(1)).catch(() => null), null);
  http.close();
  await scene.log(/closed: RTMP: version 71 is not supported$/);
  const silent = await scene.client();
  await silent.open("live");
  await silent.closed();
  await scene.log(/closed: timed out$/);
});

const HEADER = new TextEncoder().encode("PROXY TCP4 192.0.2.7 192.0.2.8 4711 1935\r\n");
const PROXIES = "readTimeout: 500ms\npaths: {all_others: {}}\nrtmpTrustedProxies: ";

Deno.test("RTMP: a proxy that is trusted says on whose behalf it connects, if it does", async () => {
  await using scene = await Scene.start(`${PROXIES}[127.0.0.0/8]\n`);
  const client = await RtmpClient.connect(scene.port, { before: HEADER });
  await client.open("live");
  await scene.log(/^INF \[RTMP\] \[conn 192\.0\.2\.7:4711\] opened$/);
  await client.finished();
  const plain = await scene.client();
  await plain.open("live");
  const broken = await Deno.connect({ hostname: "127.0.0.1", port: scene.port });
  await broken.write(HEADER.subarray(0, 10));
  assert.equal(await broken.read(new Uint8Array(1)).catch(() => null), null);
  broken.close();
  await scene.log(/^WAR \[RTMP\] proxy 127\.0\.0\.1:\d+: /);
});

Deno.test("RTMPS: a proxy that is trusted says so before TLS, if it does", async () => {
  const { cert, key } = await certificate(), ca = await Deno.readTextFile(cert);
  const port = freePort();
  await using scene = await Scene.start(
    `${PROXIES}[127.0.0.1]\nrtmpEncryption: optional\nrtmpsAddress: :${port}\n` +
      `rtmpServerCert: ${cert}\nrtmpServerKey: ${key}\n`,
  );
  const plain = await RtmpClient.connect(port, { ca });
  await plain.open("live");
  await scene.log(/^INF \[RTMPS\] \[conn 127\.0\.0\.1:\d+\] opened$/);
  await plain.finished();
  const tcp = await Deno.connect({ hostname: "127.0.0.1", port });
  await tcp.write(HEADER);
  const tls = await Deno.startTls(tcp, { hostname: "localhost", caCerts: [ca] });
  await tls.handshake();
  await scene.log(/^INF \[RTMPS\] \[conn 192\.0\.2\.7:4711\] opened$/);
  tls.close();
  await scene.log(/4711\] closed: EOF$/);
});

Deno.test("RTMP: who is not trusted is no proxy", async () => {
  await using scene = await Scene.start(`${PROXIES}[192.0.2.1]\n`);
  await RtmpClient.connect(scene.port, { before: HEADER }).catch(() => {});
  await scene.log(/127\.0\.0\.1:\d+\] closed: RTMP: version 80 is not supported$/);
});

Deno.test("RTMP: a publisher that falls silent is closed", async () => {
  await using scene = await Scene.start("readTimeout: 500ms\npaths: {all_others: {}}\n");
  const client = await scene.publisher("live", "cam", BOTH);
  await client.closed();
  await scene.log(/closed: timed out$/);
});

Deno.test("RTMP: a reader that takes nothing loses frames, and is closed; the publisher goes on", async () => {
  await using scene = await Scene.start(
    "writeTimeout: 500ms\nwriteQueueSize: 8\npaths: {all_others: {}}\n",
  );
  const publisher = await scene.publisher("live", "cam", [CLIPS.h264]);
  const deaf = await scene.client({ deaf: true });
  await deaf.send(commandsOf("live", "cam"));
  await scene.log(/is reading from path/);
  // A key frame of a megabyte, again and again.
  const { frames: [frame] } = messagesOf([CLIPS.h264]), body = new Uint8Array(1_000_000);
  body.set(frame.body);
  new DataView(body.buffer).setUint32(5, body.length - 9);
  for (let i = 0; i < 30; i++) await publisher.message(VIDEO, 5000 + 40 * i, body);
  await scene.log(/WAR .*reader is too slow, discarding \d+ frames?$/);
  await scene.log(/closed: write timed out$/);
  assert.deepEqual(scene.conns.map(({ state }) => state), ["publish"]);
});

/** `connect`, `createStream` and `play` as bytes. */
function commandsOf(app: string, name: string): Uint8Array {
  const connect = amfObject({ app, tcUrl: `rtmp://127.0.0.1/${app}` });
  return Uint8Array.of(
    ...writeCommand(0, 128, "connect", 1, connect),
    ...writeCommand(0, 128, "createStream", 2, null),
    ...writeCommand(1, 128, "play", 0, null, name),
  );
}
