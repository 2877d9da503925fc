import assert from "node:assert/strict";
import { marker, payloadType, ssrc } from "media/rtp/packet.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import { parseSdp } from "media/sdp/parse.ts";
import { FakeCamera } from "../../../../test/camera/fake_camera.ts";
import { Forwarded } from "../../../../test/camera/forward.ts";

const steps = ({ asked }: FakeCamera) => asked.map((line) => line.split(" ")[0]).join(" ");
const RECORDED = "OPTIONS ANNOUNCE SETUP SETUP RECORD";

/** A server that takes media by TCP only. */
const byTcp = () =>
  new FakeCamera({
    on: {
      SETUP: (request, server, usual) =>
        request.headers.get("transport")!.includes("TCP")
          ? usual
          : server.answer(request, "461 Unsupported Transport"),
    },
  });

const reports = (packets: readonly Uint8Array[]) =>
  packets.map((bytes) => parseRtcp(bytes)).flatMap((found) => Array.isArray(found) ? found : [])
    .filter((packet) => packet.kind === "SR").map((packet) => packet.ssrc);

Deno.test("a stream is announced and pushed by UDP, reports included", async () => {
  await using server = new FakeCamera();
  await using forwarded = await Forwarded.start(server.url("/copy?x=1#secret", "u:p@"));
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  assert.equal(steps(server), RECORDED);
  assert.deepEqual(server.asked.slice(2, 4), [
    "SETUP /copy?x=1/trackID=0",
    "SETUP /copy?x=1/trackID=1",
  ]);
  assert.ok(server.headers("SETUP", "transport").every((t) => t!.endsWith(";mode=record")));
  const [, announcement] = server.requests, sdp = parseSdp(announcement.body);
  assert.equal(announcement.headers.get("content-type"), "application/sdp");
  assert.ok("medias" in sdp);
  assert.deepEqual(sdp.medias.map(({ formats: [{ rtpmap }] }) => rtpmap), [
    "H264/90000",
    "mpeg4-generic/16000/1",
  ]);
  const { stream } = forwarded.stage;
  forwarded.publish();
  await forwarded.until(() => server.received.rtp.length >= 2, "packets");
  await forwarded.until(() => reports(server.received.rtcp).length >= 2, "reports");
  assert.deepEqual(
    server.received.rtp.map((packet) => [payloadType(packet, 0), ssrc(packet, 0)]),
    stream.lanes.map((lane) => [lane.rtp.payloadType, lane.ssrc]),
  );
  assert.deepEqual(reports(server.received.rtcp), stream.lanes.map((lane) => lane.ssrc));
  assert.deepEqual(forwarded.stage.log.take(), [`INF forwarding to '${server.url("/copy?x=1")}'`]);
  assert.equal(await forwarded.stop(), undefined);
  assert.equal(steps(server), `${RECORDED} TEARDOWN`);
  const both = [...server.received.rtp, ...server.received.rtcp];
  assert.equal(forwarded.sent, both.reduce((sum, { length }) => sum + length, 0));
  assert.equal(forwarded.stage.clock.pending, 0);
});

Deno.test("by TCP where the server has no UDP, with what was sent counted", async () => {
  await using server = byTcp();
  await using forwarded = await Forwarded.start(server.url());
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  assert.equal(steps(server), "OPTIONS ANNOUNCE SETUP SETUP SETUP RECORD");
  forwarded.publish();
  await forwarded.until(() => server.blocks.length >= 4, "packets and reports");
  const channels = server.blocks.map(({ channel }) => channel).sort();
  assert.deepEqual(channels, [0, 1, 2, 3]);
  assert.ok(
    server.blocks.filter(({ channel }) => channel % 2 === 0).every(({ bytes }) => marker(bytes, 0)),
  );
  const bytes = server.blocks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  assert.equal(forwarded.sent, bytes);
  assert.equal(await forwarded.stop(), undefined);
  assert.deepEqual([forwarded.sent, forwarded.stage.clock.pending], [bytes, 0]);
});

Deno.test("a server without ports of its own is sent to by TCP", async () => {
  await using server = new FakeCamera({
    on: { SETUP: (_request, _server, usual) => usual.replace(/;server_port=[\d-]+/, "") },
  });
  await using forwarded = await Forwarded.start(server.url());
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  assert.ok(server.headers("SETUP", "transport").at(-1)!.includes("TCP"));
});

Deno.test("a server that reads no more costs packets, not memory, and ends with the write time-out", async () => {
  let deaf = false;
  await using server = new FakeCamera({
    on: {
      SETUP: (request, self, usual) =>
        request.headers.get("transport")!.includes("TCP") ? usual : self.answer(request, "461 No"),
    },
    deaf: () => deaf,
  });
  await using forwarded = await Forwarded.start(server.url(), "writeQueueSize: 64");
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  deaf = true;
  const { stage: { clock, log }, publisher, clips: [{ units }] } = forwarded;
  log.take();
  const [key] = units, large = { ...key, payload: [new Uint8Array(60_000).fill(0x88)] };
  large.payload[0][0] = 0x65;
  const dropped = () => log.lines.some((line) => line.includes("reader is too slow, discarding"));
  for (let i = 0; i < 2000 && !dropped(); i++) {
    publisher.send(0, publisher.pack(0, { ...large, pts: 3600 * i }));
    clock.advance(10);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.ok(dropped());
  clock.advance(11_000);
  assert.equal(await forwarded.ended, "write timed out");
});

Deno.test("by UDP a server that does not answer is noticed by its silence", async () => {
  await using server = new FakeCamera({ on: { GET_PARAMETER: () => undefined } });
  await using forwarded = await Forwarded.start(server.url());
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  forwarded.stage.clock.advance(30_000);
  await forwarded.until(() => steps(server).endsWith("GET_PARAMETER"), "a sign of life");
  forwarded.stage.clock.advance(10_000);
  assert.equal(await forwarded.ended, "GET_PARAMETER: the server does not answer");
});

Deno.test("redirections of ANNOUNCE are followed", async () => {
  await using server = new FakeCamera();
  await using balancer = new FakeCamera({
    on: {
      ANNOUNCE: (request, self) =>
        self.answer(request, "302 Found", { Location: server.url("/there") }),
    },
  });
  await using forwarded = await Forwarded.start(balancer.url());
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  assert.equal(server.asked.at(-1), "RECORD /there");
});

Deno.test("what goes wrong is said, and leaves nothing behind", async () => {
  const refused = (method: string, status: string) => ({
    on: {
      [method]: (request: Parameters<FakeCamera["answer"]>[0], self: FakeCamera) =>
        self.answer(request, status),
    },
  });
  const cases = [
    [refused("ANNOUNCE", "403 Forbidden"), "ANNOUNCE: the server answers 403 Forbidden"],
    [refused("SETUP", "500 No"), "SETUP: the server answers 500 No"],
    [refused("RECORD", "400 Bad Request"), "RECORD: the server answers 400 Bad Request"],
    [{ on: { RECORD: () => null } }, "the server closed the connection"],
  ] as const;
  for (const [script, reason] of cases) {
    await using server = new FakeCamera(script);
    await using forwarded = await Forwarded.start(server.url());
    assert.equal(await forwarded.ended, reason);
    assert.deepEqual([forwarded.begun, forwarded.stage.clock.pending], [0, 0]);
  }
});

Deno.test("a server that hangs up while media flow is said so", async () => {
  await using server = new FakeCamera();
  await using forwarded = await Forwarded.start(server.url());
  await forwarded.until(() => forwarded.begun === 1, "RECORD");
  server.hangUp();
  assert.equal(await forwarded.ended, "the server closed the connection");
});
