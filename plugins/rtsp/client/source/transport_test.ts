import assert from "node:assert/strict";
import { fromNtp, toNtp } from "media/rtp/ntp.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { FakeCamera } from "../../../../test/camera/fake_camera.ts";
import { Pulled } from "../../../../test/camera/pull.ts";

const steps = ({ asked }: FakeCamera) => asked.map((line) => line.split(" ")[0]).join(" ");
const ONCE = "OPTIONS DESCRIBE SETUP SETUP PLAY";
/** Time for what should not happen to happen. */
const soon = () => new Promise((resolve) => setTimeout(resolve, 30));

Deno.test("UDP that nothing comes by gives way to TCP after 3 s; readers stay", async () => {
  await using camera = new FakeCamera({
    media: async (camera) => {
      if (camera.headers("SETUP", "transport").at(-1)!.includes("TCP")) await camera.three();
    },
  });
  await using pulled = await Pulled.start(camera.url());
  await pulled.until(() => steps(camera) === ONCE && pulled.clock.pending >= 4, "PLAY");
  pulled.clock.advance(2999);
  await soon();
  assert.equal(steps(camera), ONCE);
  pulled.clock.advance(1);
  await pulled.received(3);
  assert.equal(steps(camera), `${ONCE} TEARDOWN ${ONCE}`);
  assert.deepEqual(pulled.log.take(), ["WAR no packets come by UDP; going on with TCP"]);
  await pulled.stop();
  assert.deepEqual([pulled.published, pulled.closed, pulled.clock.pending], [1, 1, 0]);
});

Deno.test("UDP that works is kept, and silence of the read time-out ends it", async () => {
  await using camera = new FakeCamera();
  await using pulled = await Pulled.start(camera.url(), { global: "readTimeout: 7s" });
  await pulled.received(3);
  pulled.clock.advance(6000);
  await camera.packet(0, 4);
  await pulled.until(() => pulled.counts[0] === 4, "another packet");
  pulled.clock.advance(6999);
  await soon();
  assert.equal(pulled.closed, 0);
  pulled.clock.advance(2);
  assert.equal(await pulled.ended, "no packets came for 7 s");
  assert.deepEqual([pulled.closed, pulled.clock.pending, steps(camera)], [
    1,
    0,
    `${ONCE} TEARDOWN`,
  ]);
});

Deno.test("by TCP, too, each packet shows that the camera is there, and answers do not", async () => {
  await using camera = new FakeCamera();
  await using pulled = await Pulled.start(camera.url(), {
    path: "rtspTransport: tcp",
    global: "readTimeout: 40s\nwriteTimeout: 1h",
  });
  await pulled.received(3);
  pulled.clock.advance(35_000);
  await pulled.until(() => steps(camera).endsWith("GET_PARAMETER"), "a sign of life");
  await camera.packet(0, 4);
  await pulled.until(() => pulled.counts[0] === 4, "another packet");
  pulled.clock.advance(39_999);
  await soon();
  assert.equal(pulled.closed, 0);
  pulled.clock.advance(1);
  assert.equal(await pulled.ended, "no packets came for 40 s");
});

for (const transport of ["udp", "tcp"]) {
  Deno.test(`by ${transport} alone, silence ends it without another try`, async () => {
    await using camera = new FakeCamera({ media: () => {} });
    const path = `rtspTransport: ${transport}`;
    await using pulled = await Pulled.start(camera.url(), { path });
    await pulled.until(() => steps(camera) === ONCE && pulled.clock.pending >= 4, "PLAY");
    pulled.clock.advance(9999);
    await soon();
    assert.equal(pulled.closed, 0);
    pulled.clock.advance(1);
    assert.equal(await pulled.ended, "no packets came for 10 s");
    assert.equal(steps(camera).match(/PLAY/g)?.length, 1);
  });
}

Deno.test("a camera that hangs up over UDP is asked for TCP anew", async () => {
  await using camera = new FakeCamera({
    on: {
      SETUP: ({ headers }, camera, usual) => {
        if (headers.get("transport")!.includes("TCP")) return usual;
        camera.hangUp();
        return null;
      },
    },
  });
  await using pulled = await Pulled.start(camera.url());
  await pulled.received(3);
  assert.equal(steps(camera), `OPTIONS DESCRIBE SETUP ${ONCE}`);
  assert.deepEqual(pulled.log.take(), ["INF the server closed the connection; going on with TCP"]);
});

Deno.test("a camera that refuses UDP and hangs up behind it is asked for TCP anew", async () => {
  await using camera = new FakeCamera({
    on: {
      SETUP: (request, camera, usual) => {
        if (camera.connections === 2) return usual;
        if (request.count === 1) return camera.answer(request, "400 Bad Request");
        camera.hangUp();
        return null;
      },
    },
  });
  await using pulled = await Pulled.start(camera.url());
  await pulled.received(3);
  assert.equal(steps(camera), `OPTIONS DESCRIBE SETUP SETUP ${ONCE}`);
  assert.deepEqual(pulled.log.take(), [
    "INF SETUP: the server answers 400 Bad Request; going on with TCP",
  ]);
});

Deno.test("ports are an even one and the next, within the range; holes are punched for both", async () => {
  await using camera = new FakeCamera();
  const path = "rtspUDPSourcePortRange: [41001, 41006]";
  await using pulled = await Pulled.start(camera.url(), { path });
  await pulled.received(3);
  const ports = camera.headers("SETUP", "transport").map((t) => /client_port=(.*)/.exec(t!)![1]);
  assert.deepEqual(ports.sort(), ["41002-41003", "41004-41005"]);
  await pulled.until(
    () => camera.received.rtp.length >= 2 && camera.received.rtcp.length >= 2,
    "punches",
  );
  assert.deepEqual([...camera.received.rtp[0]], [0x80, ...new Array(11).fill(0)]);
  assert.deepEqual(parseRtcp(camera.received.rtcp[0]), [{ kind: "RR", ssrc: 0, reports: [] }]);
});

Deno.test("a range without two free ports is said so", async () => {
  await using camera = new FakeCamera();
  const path = "rtspTransport: udp\nrtspUDPSourcePortRange: [41011, 41012]";
  await using pulled = await Pulled.start(camera.url(), { path });
  assert.equal(
    await pulled.ended,
    "no two neighbouring UDP ports are free from 41011 to 41012",
  );
});

Deno.test("receiver reports go out every 10 s, and answer sender reports", async () => {
  await using camera = new FakeCamera();
  await using pulled = await Pulled.start(camera.url(), { global: "readTimeout: 1m" });
  await pulled.received(3);
  const ntp = toNtp(pulled.clock.wall());
  const report = { ssrc: 0x12345678, ntp, timestamp: 0, packets: 3, octets: 300, reports: [] };
  await camera.send(0, writeRtcp([{ kind: "SR", ...report }]), "rtcp");
  const reports = () =>
    camera.received.rtcp.flatMap((bytes) =>
      parseRtcp(bytes) as Extract<ReturnType<typeof parseRtcp>, readonly unknown[]>
    )
      .flatMap((packet) => packet.kind === "RR" ? packet.reports : []);
  await soon();
  assert.deepEqual(reports(), []);
  pulled.clock.advance(10_000);
  await pulled.until(() => reports().length === 2, "a report of each section");
  const [video] = reports();
  assert.deepEqual([video.ssrc, video.lost, video.highestSequence], [0x12345678, 0, 3]);
  assert.ok(video.lastReport !== 0 && video.delay === 10 * 65536);
});

for (const anyPort of [true, false]) {
  Deno.test(`packets of another port are ${anyPort ? "taken with rtspAnyPort" : "not taken"}`, async () => {
    const other = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    const { port } = other.addr as Deno.NetAddr;
    await using camera = new FakeCamera({
      on: {
        SETUP: (_request, _camera, usual) =>
          usual.replace(/server_port=.*/, `server_port=${port}-${port}`),
      },
    });
    const path = `rtspTransport: udp\nrtspAnyPort: ${anyPort}`;
    await using pulled = await Pulled.start(camera.url(), { path });
    if (anyPort) await pulled.received(3);
    else {
      await pulled.until(() => steps(camera) === ONCE, "PLAY");
      await soon();
      assert.deepEqual(pulled.counts, [0, 0]);
    }
    other.close();
  });
}

Deno.test("packets of another host are never taken", async () => {
  await using camera = new FakeCamera({ media: () => {} });
  const { rtp: port } = camera.ports;
  const other = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.2", port });
  const path = "rtspTransport: udp\nrtspAnyPort: yes";
  await using pulled = await Pulled.start(camera.url(), { path });
  await pulled.until(() => steps(camera) === ONCE, "PLAY");
  const to = Number(/client_port=(\d+)/.exec(camera.headers("SETUP", "transport")[0]!)![1]);
  const key = new Uint8Array(60).fill(0x88);
  key.set([0x80, 0x80 | 96, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0x65]);
  await other.send(key, { transport: "udp", hostname: "127.0.0.1", port: to });
  await soon();
  assert.deepEqual(pulled.counts, [0, 0]);
  await camera.packet(0, 1);
  await pulled.until(() => pulled.counts[0] === 1, "a packet of the camera's own");
  other.close();
});

Deno.test("with absolute time packets wait for a report of the camera, and have its clock", async () => {
  await using camera = new FakeCamera({ media: () => {} });
  await using pulled = await Pulled.start(camera.url(), {
    path: "rtspTransport: tcp\nuseAbsoluteTimestamp: yes",
  });
  await pulled.until(() => steps(camera) === ONCE && pulled.stream !== undefined, "PLAY");
  const wall = Date.UTC(2031, 0, 1);
  const report = { ssrc: 1, ntp: toNtp(wall), timestamp: 7200, packets: 0, octets: 0, reports: [] };
  await camera.packet(0, 1);
  await camera.send(0, writeRtcp([{ kind: "SR", ...report }]), "rtcp");
  await camera.packet(0, 2);
  await camera.packet(0, 3);
  await pulled.until(() => pulled.counts[0] === 2, "packets behind the report");
  const { batches, reports } = pulled.packets[0];
  assert.deepEqual(batches.map(({ ntp }) => Math.round(ntp)), [wall, wall + 40]);
  assert.equal(Math.round(fromNtp(reports[0].ntp)), wall);
});

Deno.test("by multicast, the group that the server names is joined", async () => {
  const group = "239.77.2.1";
  const sender = Deno.listenDatagram({
    transport: "udp",
    hostname: "127.0.0.1",
    port: 0,
    loopback: true,
  });
  await using camera = new FakeCamera({
    on: {
      SETUP: (request, camera) =>
        camera.answer(request, "200 OK", {
          Session: "1",
          Transport: `RTP/AVP;multicast;destination=${group};port=${
            camera.ports.rtp + 1 & 0xfffe
          }-${(camera.ports.rtp + 1 & 0xfffe) + 1};ttl=1`,
        }),
    },
    sdp: "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:1\n",
    media: () => {},
  });
  await using pulled = await Pulled.start(camera.url(), { path: "rtspTransport: multicast" });
  await pulled.until(() => steps(camera) === "OPTIONS DESCRIBE SETUP PLAY", "PLAY");
  const port = camera.ports.rtp + 1 & 0xfffe;
  const key = new Uint8Array(60).fill(0x88);
  key.set([0x80, 0x80 | 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0x65]);
  await soon();
  await sender.send(key, { transport: "udp", hostname: group, port });
  await pulled.received(1);
  sender.close();
});

Deno.test("multicast that the server has not got is said so", async () => {
  await using camera = new FakeCamera();
  await using pulled = await Pulled.start(camera.url(), { path: "rtspTransport: multicast" });
  assert.equal(await pulled.ended, "SETUP: asked for multicast, the server names no group");
});
