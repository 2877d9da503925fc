import assert from "node:assert/strict";
import { RtspClient } from "../rtsp/client.ts";
import {
  assertConsecutive,
  fragments,
  interleaved,
  picture,
  publishRaw,
  readRaw,
  rtp,
  viewOf,
} from "../rtsp/media.ts";
import { withServer } from "../server.ts";

const ALL = "paths:\n  all_others:\n";
/** udpMaxPayloadSize less RTP's header. */
const PAYLOAD_MAX = 1440;

Deno.test("RTP-Info says where media begin, and numbers go on without a hole", () =>
  withServer(ALL, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    for (let n = 0; n < 5; n++) {
      await publisher.sendBlock(0, rtp(96, 65533 + n, n * 3600, picture(n === 0, 500)));
    }
    using reader = await RtspClient.connect(server.ports.rtsp);
    await reader.request("SETUP", server.url("cam/trackID=0"), interleaved(0));
    const played = await reader.request("PLAY", server.url("cam"));
    const info = played!.headers.get("rtp-info")![0];
    assert.match(info, /^url=rtsp:\/\/.*\/cam\/trackID=0;seq=\d+;rtptime=\d+$/);
    for (let n = 5; n < 15; n++) {
      await publisher.sendBlock(0, rtp(96, 65533 + n, n * 3600, picture(false, 500)));
    }
    await reader.received(11);
    const media = reader.blocks.filter(({ channel }) => channel === 0).map(viewOf);
    assert.equal(media[0].getUint16(2), Number(/seq=(\d+)/.exec(info)![1]));
    assertConsecutive(media);
  }));

Deno.test("packets that are too big for others are repacked, and numbers go on", () =>
  withServer(ALL, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    await readRaw(reader, server.url("cam"));
    const video = () => reader.blocks.filter(({ channel }) => channel === 0);
    for (let n = 0; n < 60; n++) {
      const number = Math.floor(n / 3), size = number < 5 ? 500 : 1460;
      const payload = fragments(number % 10 === 0, 3, size)[n % 3];
      await publisher.sendBlock(0, rtp(96, n, number * 3600, payload, n % 3 === 2));
    }
    await reader.until(() => video().length >= 5 * 3 + 15 * 4, "twenty pictures");
    await server.log("RTP packets are too big (1460 > 1440), remuxing them into smaller ones");
    const media = video().map(viewOf);
    for (const { byteLength } of media) assert.ok(byteLength <= 12 + PAYLOAD_MAX);
    assertConsecutive(media);
    const times = new Set(media.map((packet) => packet.getUint32(4)));
    assert.equal(times.size, 20, "every picture has its time");
  }));

Deno.test("every sender report comes with the same SSRC as its media, and names the time of now", () =>
  withServer(ALL, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    await readRaw(reader, server.url("cam"));
    await publisher.sendBlock(0, rtp(96, 0, 1000, picture(true, 500)));
    await publisher.sendBlock(2, rtp(0, 0, 5000, new Uint8Array(160)));
    await reader.received(4);
    for (const track of [0, 1]) {
      const of = (channel: number) => viewOf(reader.blocks.find((b) => b.channel === channel)!);
      const media = of(2 * track), report = of(2 * track + 1);
      assert.equal(report.getUint8(1), 200, "a sender report");
      assert.equal(report.getUint32(4), media.getUint32(8), "SSRC");
      const seconds = report.getUint32(8) - 2_208_988_800;
      assert.ok(Math.abs(seconds - Date.now() / 1000) < 5, "NTP time");
      const ahead = (report.getUint32(16) - media.getUint32(4)) | 0;
      assert.ok(
        Math.abs(ahead) < (track === 0 ? 90000 : 8000),
        `${ahead} ticks ahead of its media`,
      );
    }
  }));

Deno.test("a session goes on through another connection, and ends when its reader says so", () =>
  withServer(ALL, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    const port = server.ports.rtp + 200;
    using first = await RtspClient.connect(server.ports.rtsp);
    const Transport = `RTP/AVP;unicast;client_port=${port}-${port + 1}`;
    await first.request("SETUP", server.url("cam/trackID=0"), { Transport });
    await first.request("PLAY", server.url("cam"));
    await first.finished();
    await server.log(/\[conn .*\] closed: EOF/);
    using second = await RtspClient.connect(server.ports.rtsp);
    const headers = { Session: first.session! };
    assert.equal((await second.request("GET_PARAMETER", server.url("cam"), headers))?.status, 200);
    assert.equal((await second.request("TEARDOWN", server.url("cam"), headers))?.status, 200);
    await server.log(/\[session .*\] destroyed: torn down by /);
  }));

Deno.test("a session whose only connection is lost before PLAY is not in use", () =>
  withServer(ALL, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    await reader.request("SETUP", server.url("cam/trackID=0"), interleaved(0));
    await reader.finished();
    await server.log(/\[session .*\] destroyed: not in use/);
  }));

Deno.test("PAUSE stops media, PLAY goes on with them", () =>
  withServer(ALL, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    await readRaw(reader, server.url("cam"));
    const audio = (n: number) => publisher.sendBlock(2, rtp(0, n, n * 160, new Uint8Array(160)));
    const heard = () => reader.blocks.filter(({ channel }) => channel === 2).length;
    await audio(0);
    await reader.received(2);
    await reader.request("PAUSE", server.url("cam"));
    for (let n = 1; n < 10; n++) await audio(n);
    assert.equal((await publisher.request("GET_PARAMETER", server.url("cam")))?.status, 200);
    assert.equal((await reader.request("GET_PARAMETER", server.url("cam")))?.status, 200);
    assert.equal(heard(), 1);
    assert.equal((await reader.request("PLAY", server.url("cam")))?.status, 200);
    await audio(10);
    await reader.until(() => heard() === 2, "sound after the pause");
  }));

Deno.test("a publisher that says nothing for readTimeout is timed out", () =>
  withServer("readTimeout: 2s\npaths:\n  all_others:\n", {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    await server.log(/\[session .*\] destroyed: timed out/);
    await publisher.closed();
  }));
