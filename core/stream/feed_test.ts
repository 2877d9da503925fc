import assert from "node:assert/strict";
import { PacketFeed } from "core/stream/feed.ts";
import { GAP, interleaved } from "media/rtp/batch.ts";
import { FIXED_HEADER, writeHeader } from "media/rtp/packet.ts";
import type { Track } from "media/track.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { PacketPublisher, Stage } from "../../test/streams/stage.ts";

/** A track whose packets say nothing about themselves: each can start it. */
function opaque(id: number): Track {
  const rtp = { payloadType: 96 + id, clockRate: 90_000, fmtp: new Map() };
  return { id, media: id, kind: "video", clockRate: 90_000, config: { codec: "Generic" }, rtp };
}

function setUp(tracks = 1) {
  const stage = new Stage(Array.from({ length: tracks }, (_, id) => opaque(id)));
  const publisher = new PacketPublisher(stage, []);
  return { ...stage, stage, publisher, feed: publisher.feed, reader: stage.packets(0, 65_000) };
}

/** A packet of `size` bytes in all. */
function packet(sequence: number, timestamp: number, marker = false, size = 20) {
  const bytes = new Uint8Array(size).fill(sequence & 0xff, FIXED_HEADER);
  writeHeader(bytes, 0, 96, marker, sequence, timestamp, 0xabcd);
  return bytes;
}

const sizes = ({ batches }: { batches: readonly { sizes: readonly number[] }[] }) =>
  batches.map((batch) => batch.sizes.length);

Deno.test("feed: a batch is closed by the marker, at once", () => {
  const { publisher, reader } = setUp();
  publisher.send(0, [packet(1, 0), packet(2, 0), packet(3, 0, true), packet(4, 0)]);
  assert.deepEqual(sizes(reader), [3]);
  const [{ start, end, timestamp, pts, epoch, track }] = reader.batches;
  assert.deepEqual(
    { start, end, timestamp, pts, epoch, track },
    { start: true, end: true, timestamp: 0, pts: 0, epoch: 1, track: 0 },
  );
});

Deno.test("feed: a batch is closed by another timestamp", () => {
  const { publisher, reader } = setUp();
  publisher.send(0, [packet(1, 10), packet(2, 10), packet(3, 20), packet(4, 30)]);
  assert.deepEqual(
    reader.batches.map((b) => [b.timestamp, b.pts, b.start, b.end, b.sizes.length]),
    [
      [10, 0, true, false, 2],
      [20, 10, true, false, 1],
    ],
  );
});

Deno.test("feed: a batch holds 48 kB at most; what goes on does not begin a unit", () => {
  const { publisher, reader } = setUp();
  const packets = Array.from({ length: 50 }, (_, i) => packet(i, 0, i === 49, 1200));
  publisher.send(0, packets);
  assert.deepEqual(sizes(reader), [40, 10]);
  assert.deepEqual(reader.batches.map((b) => [b.start, b.end]), [[true, false], [false, true]]);
  assert.equal(40 * 1200 <= 48 * 1024 && 41 * 1200 > 48 * 1024, true);
});

Deno.test("feed: a batch is closed 5 ms after its first packet, however packets dribble in", () => {
  const { publisher, reader, clock, feed } = setUp();
  for (let i = 0; i < 8; i++) {
    publisher.send(0, [packet(i, 0)]);
    feed.pause();
    clock.advance(1);
  }
  assert.deepEqual([sizes(reader), clock.now()], [[5], 8]);
  clock.advance(1);
  assert.deepEqual(sizes(reader), [5]);
  clock.advance(1);
  assert.deepEqual(sizes(reader), [5, 3]);
  assert.equal(clock.pending, 0);
});

Deno.test("feed: the 5 ms are each track's own", () => {
  const { publisher, stage, clock, feed, reader } = setUp(2), other = stage.packets(1);
  publisher.send(0, [packet(1, 0, true)]);
  clock.advance(1);
  publisher.send(0, [packet(2, 1)]);
  feed.pause();
  clock.advance(3);
  publisher.send(1, [packet(1, 0)]);
  feed.pause();
  clock.advance(1.5);
  assert.deepEqual([sizes(reader), sizes(other)], [[1], []]);
  clock.advance(0.5);
  assert.deepEqual([sizes(reader), sizes(other)], [[1, 1], []]);
  clock.advance(3);
  assert.deepEqual(sizes(other), [1]);
});

Deno.test("feed: no timer runs while nothing is unfinished, nor after the end", () => {
  const { publisher, clock, feed, reader } = setUp();
  publisher.send(0, [packet(1, 0, true)]);
  feed.pause();
  assert.equal(clock.pending, 0);
  publisher.send(0, [packet(2, 1)]);
  feed.pause();
  assert.equal(clock.pending, 1);
  feed.close();
  assert.deepEqual([clock.pending, sizes(reader)], [0, [1, 1]]);
  publisher.send(0, [packet(3, 2, true)]);
  feed.pause();
  feed.close();
  assert.deepEqual([clock.pending, sizes(reader)], [0, [1, 1]]);
});

Deno.test("feed: packets that follow each other in a read buffer are shared, not copied", () => {
  const { publisher, stage, reader } = setUp(2), other = stage.packets(1);
  const video = [packet(1, 0), packet(2, 0, true)], audio = [packet(9, 5, true)];
  const buffer = publisher.sendInterleaved([[0, video[0]], [0, video[1]], [1, audio[0]]]);
  const [batch] = reader.batches;
  assert.equal(batch.bytes.buffer, buffer.buffer);
  assert.deepEqual([batch.bytes.byteOffset, batch.offsets, batch.sizes], [0, [4, 28], [20, 20]]);
  assert.equal(interleaved(batch, 0), batch.bytes);
  assert.equal(other.batches[0].bytes.buffer, buffer.buffer);
  assert.deepEqual([...buffer.subarray(48, 52)], [0x24, 2, 0, 20]);
});

Deno.test("feed: packets with others between them are copied together", () => {
  const { publisher, stage, reader } = setUp(2);
  stage.packets(1);
  const parts = [[0, packet(1, 0)], [1, packet(9, 5, true)], [0, packet(2, 0, true)]] as const;
  const buffer = publisher.sendInterleaved(parts), [batch] = reader.batches;
  assert.notEqual(batch.bytes.buffer, buffer.buffer);
  assert.deepEqual(batch.offsets, [GAP, 2 * GAP + 20]);
  assert.deepEqual(reader.packets.map((p) => [p.sequence, p.marker]), [[1, false], [2, true]]);
});

Deno.test("feed: packets keep number, time and payload; SSRC and payload type are the stream's", () => {
  const { publisher, reader, stream } = setUp();
  const sent = packet(0xffff, 0xfffffff0, true);
  sent[1] = 0x80 | 101;
  publisher.send(0, [sent, packet(0, 16, true)]);
  const [first, second] = reader.packets, { ssrc } = stream.lanes[0];
  const common = { ssrc, payloadType: 96, marker: true };
  assert.deepEqual(first, {
    ...common,
    sequence: 0xffff,
    timestamp: 0xfffffff0,
    payload: sent.subarray(12),
  });
  assert.deepEqual([second.sequence, second.timestamp], [0, 16]);
  assert.deepEqual(reader.batches.map((b) => b.pts), [0, 32]);
  assert.equal(stream.lanes[0].nextSequence(stream.lanes[0].rendition({ payloadMax: 65_000 })), 1);
});

Deno.test("feed: gaps in the numbering are losses; doubles and latecomers are none", () => {
  const { publisher, stream } = setUp();
  const numbers = [0xfffd, 0xfffe, /* 2 missing */ 1, 1, 2, /* 3 to 5 missing */ 6, 4, 7, 8];
  for (const number of numbers) publisher.send(0, [packet(number, number, true)]);
  assert.equal(publisher.faults.lost, 2 + 3);
  assert.equal(stream.counters.packetsLost, 5);
  assert.equal(stream.counters.inboundPackets, numbers.length);
  assert.equal(stream.counters.inboundBytes, 20 * numbers.length);
});

Deno.test("feed: a sender that begins a new numbering has lost nothing", () => {
  const { publisher } = setUp();
  for (const number of [40_000, 40_001, 100, 101, 9000, 9001, 9003]) {
    publisher.send(0, [packet(number, 0, true)]);
  }
  assert.equal(publisher.faults.lost, 1);
});

Deno.test("feed: what is no RTP packet is counted and told, and comes to nobody", () => {
  const { publisher, stream, reader } = setUp();
  const wrong = packet(3, 0, true);
  wrong[0] = 0x40;
  publisher.send(0, [packet(1, 0).subarray(0, 11), wrong, new Uint8Array(0), packet(2, 0, true)]);
  assert.deepEqual(publisher.faults.malformed, Array(3).fill("not an RTP packet"));
  assert.equal(stream.counters.decodeErrors, 3);
  assert.deepEqual(reader.packets.map((p) => p.sequence), [2]);
});

Deno.test("feed: each feed has an epoch of its own", () => {
  const { stage, publisher, reader } = setUp();
  publisher.send(0, [packet(1, 0, true)]);
  publisher.feed.close();
  new PacketPublisher(stage, []).send(0, [packet(2, 1, true)]);
  assert.deepEqual(reader.batches.map((b) => b.epoch), [1, 2]);
});

Deno.test("feed: video is dropped until a key frame or parameter sets; the others start by arrival", () => {
  const clips = [CLIPS.h264, CLIPS.opus], stage = new Stage(tracksOf(clips, true));
  const publisher = new PacketPublisher(stage, clips);
  const video = stage.packets(0), audio = stage.packets(1);
  for (const unit of CLIPS.h264.units.slice(1, 3)) publisher.send(0, publisher.pack(0, unit));
  assert.equal(video.batches.length, 0);
  publisher.send(1, publisher.pack(1, CLIPS.opus.units[0]));
  publisher.feed.pause();
  stage.clock.advance(5);
  assert.deepEqual(audio.batches.map((b) => b.pts), [0]);
  stage.clock.advance(95);
  publisher.send(0, publisher.pack(0, CLIPS.h264.units[7]));
  publisher.send(0, publisher.pack(0, CLIPS.h264.units[9]));
  assert.deepEqual(video.batches.map((b) => [b.pts, b.randomAccess]), [
    [9000 - 450, true],
    [9000 - 450 + 3600, false],
  ]);
});

Deno.test("feed: half a key frame starts nothing", () => {
  const stage = new Stage(tracksOf([CLIPS.h264], true));
  const publisher = new PacketPublisher(stage, [CLIPS.h264], 256), reader = stage.packets();
  const [first, ...rest] = publisher.pack(0, CLIPS.h264.units[7]);
  publisher.send(0, rest);
  assert.ok(first && rest.length === 3);
  assert.equal(reader.batches.length, 0);
  publisher.send(0, publisher.pack(0, CLIPS.h264.units[0]));
  assert.deepEqual(reader.batches.map((b) => [b.pts, b.randomAccess]), [[0, true]]);
});

Deno.test("feed: parameter sets ahead of their picture, in a read of their own, start the track", () => {
  const stage = new Stage(tracksOf([CLIPS.h264], true)), reader = stage.packets();
  const publisher = new PacketPublisher(stage, [CLIPS.h264]);
  const { sps, pps } = CLIPS.h264.config as { sps: Uint8Array; pps: Uint8Array };
  const unit = CLIPS.h264.units[1];
  const sets = publisher.pack(0, { ...unit, payload: [sps, pps] });
  for (const packet of sets) packet[1] &= 0x7f;
  publisher.send(0, sets);
  publisher.feed.pause();
  stage.clock.advance(5);
  publisher.send(0, publisher.pack(0, unit));
  assert.deepEqual(reader.batches.map((b) => [b.pts, b.start, b.end, b.randomAccess]), [
    [0, true, false, true],
    [0, false, true, false],
  ]);
});

Deno.test("feed: reports of the sender place tracks exactly, however late they arrive", () => {
  const clips = [CLIPS.aac, CLIPS.opus], stage = new Stage(tracksOf(clips, true));
  const publisher = new PacketPublisher(stage, clips), audio = stage.packets(1);
  stage.packets(0);
  publisher.feed.senderReport(0, 50_000, publisher.timestamp(0, 0));
  publisher.feed.senderReport(1, 50_500, publisher.timestamp(1, 0));
  publisher.send(0, publisher.pack(0, CLIPS.aac.units[0]));
  stage.clock.advance(3000);
  publisher.send(1, publisher.pack(1, CLIPS.opus.units[0]));
  publisher.feed.close();
  assert.deepEqual(audio.batches.map((b) => b.pts), [24_000]);
});

Deno.test("feed: with absolute time the wall clock is the sender's, and begins with its first report", () => {
  const stage = new Stage([opaque(0), opaque(1)]), hour = 3_600_000;
  const feed = new PacketFeed(stage.stream, stage.clock, { lost() {}, malformed() {} }, true);
  const readers = [stage.packets(0), stage.packets(1)];
  const send = (track: number, number: number, timestamp: number) =>
    feed.packet(track, packet(number, timestamp, true), 0, 20);
  const then = stage.clock.epoch - hour;
  send(0, 1, 1000);
  send(1, 1, 1000);
  feed.senderReport(0, then, 1000);
  stage.clock.advance(40);
  send(0, 2, 1000 + 3600);
  send(1, 2, 1000 + 3600);
  feed.senderReport(0, then + 80, 1000 + 7200);
  send(0, 3, 1000 + 5400);
  assert.deepEqual(readers[0].batches.map((b) => [b.pts, b.ntp]), [
    [0, then + 40],
    [1800, then + 60],
  ]);
  assert.equal(readers[1].batches.length, 0);
});

Deno.test("feed: absolute time goes on over wraps of the timestamp without reports", () => {
  const stage = new Stage([opaque(0)]), reader = stage.packets();
  const feed = new PacketFeed(stage.stream, stage.clock, { lost() {}, malformed() {} }, true);
  feed.senderReport(0, 0, 0xffff_0000);
  const step = 0x3000_0000;
  for (let i = 0; i < 12; i++) {
    feed.packet(0, packet(i, (0xffff_0000 + i * step) >>> 0, true), 0, 20);
  }
  const expected = Array.from({ length: 12 }, (_, i) => Math.round(i * step / 90));
  assert.deepEqual(reader.batches.map((b) => Math.round(b.ntp)), expected);
});
