import assert from "node:assert/strict";
import { amfObject } from "media/amf/value.ts";
import { certificate } from "../../test/process/certificate.ts";
import { freePort } from "../../test/process/ports.ts";
import { RtmpClient } from "../../test/rtmp/client.ts";
import { messagesOf } from "../../test/rtmp/media.ts";
import { Scene } from "../../test/rtmp/scene.ts";
import { CLIPS } from "../../test/streams/clips.ts";
import { writeCommand } from "./wire/command.ts";
import { VIDEO } from "./wire/message.ts";

const BOTH = [CLIPS.h264, CLIPS.aac];

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
