import assert from "node:assert/strict";
import { fromNtp } from "media/rtp/ntp.ts";
import type { SenderReport } from "media/rtp/rtcp.ts";
import { type Clip, CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { FramePublisher, PacketPublisher, Stage } from "../../test/streams/stage.ts";

const { h264, aac, opus } = CLIPS;

function packets(...clips: Clip[]) {
  const stage = new Stage(tracksOf(clips, true));
  return { stage, publisher: new PacketPublisher(stage, clips), ...stage };
}

function frames(...clips: Clip[]) {
  const stage = new Stage(tracksOf(clips, false));
  return { stage, publisher: new FramePublisher(stage, clips), ...stage };
}

/** The presentation time in seconds that a report's RTP timestamp stands for, by a packet of the same track. */
function seconds(
  report: SenderReport,
  { timestamp, pts }: { readonly timestamp: number; readonly pts: number },
  clip: Clip,
): number {
  return (((report.timestamp - timestamp) | 0) + pts) / clip.clockRate;
}

for (const [lane, setUp] of [["packet", packets], ["frame", frames]] as const) {
  Deno.test(`stream: reports of the ${lane} lane come right before the first packet, then every 10 s`, () => {
    const { stage, publisher, clock, stream } = setUp(h264);
    const reader = stage.packets(), times: number[] = [];
    const long = Array.from({ length: 25 }, (_, i) => ({ ...h264.units[0], pts: 90_000 * i }));
    for (const unit of long) {
      const before = reader.reports.length;
      if (publisher instanceof PacketPublisher) publisher.send(0, publisher.pack(0, unit));
      else publisher.write(0, unit);
      if (reader.reports.length > before) times.push(clock.now());
      clock.advance(1000);
    }
    assert.deepEqual(times, [0, 10_000, 20_000]);
    assert.deepEqual(reader.reports.map((r) => r.ssrc), Array(3).fill(stream.lanes[0].ssrc));
    assert.deepEqual(reader.reports.map((r) => seconds(r, reader.batches[0], h264)), [0, 10, 20]);
    const walls = reader.reports.map((report) => Math.round(fromNtp(report.ntp)) - clock.epoch);
    assert.deepEqual(walls, times);
    assert.deepEqual([reader.reports[0].packets, reader.reports[0].octets], [0, 0]);
    assert.ok(reader.reports[1].packets >= 10 && reader.reports[2].octets > 10 * 500);
  });

  Deno.test(`stream: the reports of all tracks of the ${lane} lane agree on one instant`, () => {
    const { stage, publisher, clock } = setUp(h264, opus);
    const readers = [stage.packets(0), stage.packets(1)], clips = [h264, opus];
    const write = (track: number, index: number, pts: number) => {
      const unit = { ...clips[track].units[index], pts, dts: pts };
      if (publisher instanceof FramePublisher) return publisher.write(track, unit);
      publisher.send(track, publisher.pack(track, unit));
      publisher.feed.pause();
      clock.advance(5);
    };
    write(0, 0, 0);
    clock.advance(2000);
    write(1, 0, 2 * 48_000);
    clock.advance(9000);
    write(1, 1, 11 * 48_000);
    const [video, audio] = readers.map(({ reports }) => reports);
    assert.deepEqual([video.length, audio.length], [2, 2]);
    assert.deepEqual(video[1].ntp, audio[1].ntp);
    const at = readers.map(({ reports, batches }, i) => seconds(reports[1], batches[0], clips[i]));
    assert.ok(Math.abs(at[0] - at[1]) < 1 / 48_000, `${at}`);
  });
}

Deno.test("stream: a track of units is dropped until one that decoding can start with", () => {
  const { stage, publisher, clock } = frames(h264, aac);
  const reader = stage.packets(0), units = stage.units(0), audio = stage.packets(1);
  publisher.write(0, h264.units[5]);
  publisher.write(1, aac.units[0]);
  clock.advance(40);
  assert.deepEqual([reader.batches.length, units.units.length], [0, 0]);
  assert.deepEqual([audio.batches.length, audio.reports.length], [1, 1]);
  publisher.write(0, h264.units[7]);
  publisher.write(0, h264.units[8]);
  assert.deepEqual(reader.batches.map((b) => b.randomAccess), [true, false]);
  assert.equal(reader.reports.length, 1);
});

Deno.test("stream: a reader who joins is told the time of now", () => {
  const { stage, publisher, clock, stream } = packets(h264);
  const [lane] = stream.lanes, rendition = lane.rendition({ payloadMax: 1400 });
  assert.equal(stream.senderReport(lane, rendition), undefined);
  publisher.send(0, publisher.pack(0, h264.units[0]));
  clock.advance(1500);
  const reader = stage.packets();
  reader.report(stream.senderReport(lane, rendition)!);
  publisher.send(0, publisher.pack(0, h264.units[3]));
  assert.equal(seconds(reader.reports[0], reader.batches[0], h264), 1.5);
  assert.equal(fromNtp(reader.reports[0].ntp), clock.epoch + 1500);
});

for (const [lane, setUp] of [["packet", packets], ["frame", frames]] as const) {
  Deno.test(`stream: reports of the ${lane} lane count what each rendition has sent`, () => {
    const { stage, publisher, stream: { lanes: [lane] }, stream } = setUp(h264);
    for (const most of [300, 1400]) {
      const reader = stage.packets(0, most);
      for (const unit of h264.units.slice(0, 3)) {
        if (publisher instanceof FramePublisher) publisher.write(0, unit);
        else publisher.send(0, publisher.pack(0, unit));
      }
      reader.report(stream.senderReport(lane, lane.rendition({ payloadMax: most }))!);
      const { packets: count, octets } = reader.reports.at(-1)!, sent = reader.packets;
      assert.equal(count, sent.length);
      assert.equal(octets, sent.reduce((sum, { payload }) => sum + payload.length, 0));
    }
  });
}

Deno.test("stream: packets that are too big for several readers are said once", () => {
  const { stage, publisher, log } = packets(h264, h264);
  for (const [track, most] of [[0, 256], [0, 300], [1, 256]]) stage.packets(track, most);
  for (const track of [0, 1]) publisher.send(track, publisher.pack(track, h264.units[0]));
  assert.equal(log.take().length, 1);
});

Deno.test("stream: counters count what came in", () => {
  const { publisher, stream } = packets(h264, aac);
  const video = publisher.pack(0, h264.units[0]), audio = publisher.pack(1, aac.units[0]);
  publisher.send(0, video);
  publisher.send(1, audio);
  const bytes = [...video, ...audio].reduce((sum, { length }) => sum + length, 0);
  assert.deepEqual(stream.counters, {
    inboundBytes: bytes,
    inboundPackets: video.length + audio.length,
    packetsLost: 0,
    decodeErrors: 0,
  });
});

Deno.test("stream: reports of media with a wall clock of their own tell that one", () => {
  const { stage, stream, clock } = frames(h264), reader = stage.packets();
  const hour = 3_600_000, [unit] = h264.units;
  const own = { track: 0, payload: unit.payload, config: h264.config, epoch: 1 };
  const write = (pts: number, ntp: number) =>
    stream.writeUnit({ ...own, pts, dts: pts, ntp, randomAccess: true });
  write(0, clock.epoch - hour);
  clock.advance(11_003);
  write(90_000 * 11, clock.epoch - hour + 11_000);
  const [first, second] = reader.reports;
  assert.equal(fromNtp(first.ntp), clock.epoch - hour);
  assert.equal(seconds(first, reader.batches[0], h264), 0);
  const told = fromNtp(second.ntp) - fromNtp(first.ntp), late = told - 11_000;
  assert.ok(late >= 0 && late <= 3, `${late} ms`);
  const apart = told - 1000 * seconds(second, reader.batches[0], h264);
  assert.ok(Math.abs(apart) < 0.1, `${apart} ms`);
});
