import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { TsDemuxer } from "media/mpegts/read/demuxer.ts";
import { transportStream } from "../../test/streams/transport_stream.ts";
import { Received, Scene } from "../../test/srt/scene.ts";
import { CLIPS } from "../../test/streams/clips.ts";
import { connMetrics } from "./session/view.ts";

const BOTH = [CLIPS.h264, CLIPS.aac];
const PASSPHRASE = "correct horse";

/** Units of a transport stream, by their kinds. */
function unitsOf(bytes: Uint8Array): Record<string, number> {
  const demuxer = new TsDemuxer(), counts: Record<string, number> = {};
  for (const event of [...demuxer.receive(bytes), ...demuxer.flush()]) {
    assert.ok(!isMalformed(event), isMalformed(event) ? event.reason : "");
    const name = event.type === "unit" ? event.config.codec : event.type;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

for (
  const [name, yaml, options] of [
    ["", "paths: {all_others: {}}\n", ""],
    [
      ", encrypted",
      `paths: {cam: {srtPublishPassphrase: ${PASSPHRASE}, srtReadPassphrase: ${PASSPHRASE}}}\n`,
      `&passphrase=${PASSPHRASE}&pbkeylen=32`,
    ],
  ]
) {
  Deno.test(`SRT: what is published is read from a key frame on${name}`, async () => {
    await using scene = await Scene.start(yaml);
    const publisher = await scene.publisher(`streamid=publish:cam:x=1${options}`, BOTH);
    const reader = await scene.client(`streamid=read:cam:y=2${options}`);
    const received = new Received(reader);
    await scene.log(/is reading from path 'cam', 2 tracks \(H264, MPEG-4 Audio\)$/);
    publisher.send(transportStream(BOTH));
    await scene.until(() => received.bytes.length > 8000 || undefined, () => "media");
    const units = unitsOf(received.bytes);
    assert.ok(units["H264"] >= 10 && units["MPEG-4 Audio"] >= 10, JSON.stringify(units));
    const [first, second] = scene.conns;
    assert.deepEqual([first.state, first.path, first.query], ["publish", "cam", "x=1"]);
    assert.deepEqual([second.state, second.path, second.query], ["read", "cam", "y=2"]);
    assert.ok(Number(second.packetsSent) > 10 && Number(first.packetsReceived) > 10);
  });
}

const REFUSALS: readonly (readonly [name: string, yaml: string, query: string, reason: RegExp])[] =
  [
    ["no stream", "paths: {all_others: {}}\n", "streamid=read:cam", /no stream is available/],
    ["no stream ID", "paths: {all_others: {}}\n", "", /invalid stream ID ''/],
    ["a path that is not there", "paths: {}\n", "streamid=publish:cam", /'cam' is not configured/],
    [
      "a pulled path",
      "paths: {cam: {source: 'srt://127.0.0.1:9'}}\n",
      "streamid=publish:cam",
      /can't publish to path 'cam' since 'source' is not 'publisher'/,
    ],
    [
      "no passphrase",
      `paths: {cam: {srtPublishPassphrase: ${PASSPHRASE}}}\n`,
      "streamid=publish:cam",
      /passphrase not provided by client/,
    ],
    [
      "another passphrase",
      `paths: {cam: {srtPublishPassphrase: ${PASSPHRASE}}}\n`,
      "streamid=publish:cam&passphrase=battery staple",
      /invalid passphrase/,
    ],
    [
      "a passphrase where there is none",
      "paths: {cam: {}}\n",
      "streamid=publish:cam&passphrase=battery staple",
      /the path has no passphrase/,
    ],
    [
      "wrong credentials",
      "authInternalUsers: [{user: u, pass: p, permissions: [{action: publish}]}]\npaths: {cam: {}}\n",
      "streamid=publish:cam:u:q",
      /authentication failed/,
    ],
    [
      "no credentials",
      "authInternalUsers: [{user: u, pass: p, permissions: [{action: publish}]}]\npaths: {cam: {}}\n",
      "streamid=publish:cam",
      /authentication failed/,
    ],
  ];

for (const [name, yaml, query, reason] of REFUSALS) {
  Deno.test(`SRT: refused: ${name}`, async () => {
    await using scene = await Scene.start(yaml);
    await assert.rejects(
      scene.client(query),
      /^Error: the server refuses: the application refused$/,
    );
    assert.match(await scene.log(/closed: /), reason);
    assert.deepEqual(scene.conns, []);
  });
}

Deno.test("SRT: right credentials, in both forms of a stream ID", async () => {
  await using scene = await Scene.start(
    "authInternalUsers: [{user: u, pass: p, permissions: [{action: publish}]}]\n" +
      "paths: {all_others: {}}\n",
  );
  await scene.client("streamid=publish:a:u:p");
  await scene.client("streamid=#!::m=publish,r=b?x=1,u=u,s=p");
  const shown = scene.conns.map(({ path, query, user, state }) => [path, query, user, state]);
  assert.deepEqual(shown, [["a", "", "u", "publish"], ["b", "x=1", "u", "publish"]]);
});

Deno.test("SRT: a second publisher is noticed when its tracks are known", async () => {
  await using scene = await Scene.start("paths: {all_others: {overridePublisher: no}}\n");
  await scene.publisher("streamid=publish:cam", BOTH);
  const second = await scene.client("streamid=publish:cam");
  second.send(transportStream(BOTH));
  assert.equal(await second.ended, "the stream has ended");
  await scene.log(/closed: someone is already publishing to path 'cam'$/);
});

Deno.test("SRT: a publisher that says goodbye has given the path back, and its readers go", async () => {
  await using scene = await Scene.start();
  const publisher = await scene.publisher("streamid=publish:cam", BOTH);
  const reader = await scene.client("streamid=read:cam");
  await scene.log(/is reading from path/);
  publisher.close("done");
  assert.equal(await reader.ended, "the stream has ended");
  await scene.log(/closed: EOF$/);
  assert.deepEqual([scene.conns, scene.world.paths.paths.get("cam")], [[], undefined]);
});

Deno.test("SRT: publishers that say nothing any more, or only that they are there, are closed", async () => {
  await using scene = await Scene.start("readTimeout: 1s\npaths: {all_others: {}}\n");
  const client = await scene.publisher("streamid=publish:cam", BOTH);
  await client.ended;
  await scene.log(/closed: timed out$/);
});

Deno.test("SRT: a connection can be kicked", async () => {
  await using scene = await Scene.start();
  const client = await scene.publisher("streamid=publish:cam", BOTH), [{ id }] = scene.conns;
  const kind = scene.world.sessions.find("srtConn")!;
  assert.equal(kind.kick!(id), true);
  assert.equal(kind.kick!("00000000-0000-4000-8000-000000000000"), false);
  await client.ended;
  await scene.log(/closed: kicked by an operator$/);
});

Deno.test("SRT: packets of others than the peer are not heard, and rubbish harms nobody", async () => {
  await using scene = await Scene.start();
  await scene.publisher("streamid=publish:cam", BOTH);
  const stranger = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const to = { transport: "udp", hostname: "127.0.0.1", port: scene.port } as const;
  const before = scene.conns[0].packetsReceived;
  for (let size = 0; size < 80; size++) {
    await stranger.send(new Uint8Array(size).fill(size), to);
    await stranger.send(new Uint8Array(size), to);
    await stranger.send(Uint8Array.of(0x80, 0, 0, 0, ...new Uint8Array(size)), to);
  }
  const second = await scene.client("streamid=read:cam");
  stranger.close();
  assert.equal(scene.conns[0].packetsReceived, before);
  second.close("done");
});

Deno.test("SRT: metrics have the names of the API in their own form", () => {
  const { numbers } = connMetrics;
  assert.equal(numbers["packets_sent_ack"], "packetsSentACK");
  assert.equal(numbers["ms_send_tsb_pd_delay"], "msSendTsbPdDelay");
  assert.equal(numbers["bytes_mss"], "byteMSS");
  assert.equal(numbers["outbound_frames_discarded"], "outboundFramesDiscarded");
});
