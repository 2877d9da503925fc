import assert from "node:assert/strict";
import { Stream } from "core/stream/stream.ts";
import type { AccessUnit } from "media/unit.ts";
import { FakeClock } from "../../../test/fake_clock.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { type Clip, CLIPS, tracksOf } from "../../../test/streams/clips.ts";
import {
  FramePublisher,
  PacketLog,
  PacketPublisher,
  UnitLog,
} from "../../../test/streams/stage.ts";
import { blackReel } from "../filler/black.ts";
import { type Reel, tracksOf as tracksOfReels } from "../filler/reel.ts";
import { silentAac, silentOpus } from "../filler/silence.ts";
import { LastingStream } from "./lasting_stream.ts";

/** Picture and sound of half a second. */
const AV = [CLIPS.h264, { ...CLIPS.aac, units: CLIPS.aac.units.slice(0, 8) }];
const REELS: readonly Reel[] = [blackReel("H264"), silentAac(16000, 1)];

class Scene {
  readonly clock = new FakeClock();
  readonly lasting: LastingStream;
  readonly units: UnitLog[] = [];
  readonly packets: PacketLog[] = [];
  readonly taken: string[] = [];

  constructor(reels: readonly Reel[] | undefined, clips: readonly Clip[] = AV) {
    const around = { clock: this.clock, log: new LogLines().log, random32: () => 0xffff_ff00 };
    const tracks = reels ? tracksOfReels(reels) : tracksOf(clips, true);
    this.lasting = new LastingStream(tracks, "title", around, reels);
    for (const lane of this.stream.lanes) {
      const units = new UnitLog(), packets = new PacketLog();
      lane.addFrameReader(units);
      lane.rendition({ payloadMax: 1400 }).add(packets);
      this.units.push(units);
      this.packets.push(packets);
    }
  }

  get stream(): Stream {
    return this.lasting.stream;
  }

  publisher(name: string, rank = 1, clips: readonly Clip[] = AV) {
    const tracks = tracksOf(clips, true), taken = () => void this.taken.push(name);
    const feed = this.lasting.open(tracks, "", { rank, taken });
    const stage = { stream: feed.stream, clock: this.clock };
    return { feed, send: () => new PacketPublisher(stage, clips).play() };
  }

  /** Times in milliseconds and bytes of a track's units. */
  seen(track: number) {
    const rate = this.stream.tracks[track].clockRate;
    return this.units[track].units.map(({ pts, payload }) => ({
      at: Math.round(1000 * pts / rate),
      bytes: payload.reduce((sum, part) => sum + part.length, 0),
    }));
  }
}

/** Units decode in order, each before it is presented, on one numbering without a gap; nothing broke its format. */
function assertWhole({ units, packets, stream }: Scene): void {
  for (const [track, { units: own }] of units.entries()) {
    assertOrder(own);
    const seen = packets[track].packets;
    for (const [i, { sequence }] of seen.entries()) {
      assert.equal(sequence, (seen[0].sequence + i) & 0xffff, `track ${track}, packet ${i}`);
    }
    assert.equal(new Set(seen.map(({ ssrc }) => ssrc)).size, 1);
  }
  assert.equal(stream.counters.decodeErrors, 0);
}

function assertOrder(units: readonly AccessUnit[]): void {
  for (const [i, { pts, dts }] of units.entries()) {
    assert.ok(dts <= pts && (i === 0 || dts > units[i - 1].dts), `unit ${i}: ${pts}, ${dts}`);
  }
}

/** No two units of a track are presented further apart than `most` milliseconds. */
function assertNoGap(times: readonly number[], most: number): void {
  const sorted = times.toSorted((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i] - sorted[i - 1];
    assert.ok(gap > 0 && gap <= most, `${gap} ms behind ${sorted[i - 1]} ms`);
  }
}

Deno.test("filler, publisher, filler, publisher: one stream without a gap in numbers or time", () => {
  const scene = new Scene(REELS);
  scene.clock.advance(1010);
  for (const name of ["first", "second"]) {
    const { feed, send } = scene.publisher(name);
    send();
    feed.close();
    scene.clock.advance(1010);
  }
  assertWhole(scene);
  assertNoGap(scene.seen(0).map(({ at }) => at), 130);
  assertNoGap(scene.seen(1).map(({ at }) => at), 64 + 64 + 40 + 80); // frames, a picture, reordering
  const [video, audio] = scene.units.map(({ units }) => units.map(({ epoch }) => epoch));
  assert.deepEqual([...new Set(video)], [1, 2, 3, 4, 5]);
  assert.deepEqual([...new Set(audio)], [1, 2, 3, 4, 5]);
  assert.deepEqual(scene.taken, ["first", "second"]);
  const last = scene.seen(0).at(-1)!.at;
  assert.ok(Math.abs(last - scene.clock.now()) < 130, `${last} ms at ${scene.clock.now()} ms`);
  scene.lasting.close();
  assert.equal(scene.clock.pending, 0);
});

Deno.test("all pictures of a publisher come through, just moved, and its sound with them", () => {
  const scene = new Scene(REELS);
  scene.clock.advance(500);
  const before = scene.units.map(({ units }) => units.length);
  scene.publisher("p").send();
  const video = scene.units[0].units.slice(before[0]);
  const moved = video[0].pts - CLIPS.h264.units[0].pts;
  assert.deepEqual(
    video.map(({ pts, payload }) => [pts - moved, payload]),
    CLIPS.h264.units.map(({ pts, payload }) => [pts, payload]),
  );
  const audio = scene.units[1].units.filter(({ epoch }) => epoch === 2);
  assert.ok(audio.length >= AV[1].units.length - 2);
  assert.deepEqual(audio.at(-1)!.payload, AV[1].units.at(-1)!.payload);
  const apart = audio.at(-1)!.pts / 16000 - video.at(-1)!.pts / 90000;
  const [v, a] = AV.map(({ units, clockRate }) => units.at(-1)!.pts / clockRate);
  assert.ok(Math.abs(apart - (a - v)) < 0.1, "in step as they arrived");
  scene.lasting.close();
});

Deno.test("each key frame has its parameter sets in its packets, the filler's and the publisher's", () => {
  const scene = new Scene(REELS), { send } = scene.publisher("p");
  scene.clock.advance(40);
  send();
  scene.lasting.close();
  const units = scene.packets[0].units(scene.stream.lanes[0].config, scene.stream.lanes[0].rtp);
  const sets = new Set<string>();
  for (const { payload } of units) {
    const types = payload.map((nal) => nal[0] & 0x1f);
    if (!types.includes(5)) continue;
    assert.deepEqual(types.slice(0, 2), [7, 8]);
    sets.add(payload[0].toHex());
  }
  assert.equal(sets.size, 2);
});

Deno.test("a publisher that sends no key frame leaves the filler where it is", () => {
  const scene = new Scene(REELS), { feed } = scene.publisher("p");
  const publisher = new PacketPublisher({ stream: feed.stream, clock: scene.clock }, AV);
  for (const unit of CLIPS.h264.units.slice(1, 7)) {
    publisher.send(0, publisher.pack(0, unit));
    scene.clock.advance(40);
  }
  assert.deepEqual([scene.taken, scene.stream.epoch], [[], 1]);
  feed.close();
  scene.clock.advance(1000);
  assert.equal(scene.stream.epoch, 1);
  assertNoGap(scene.seen(0).map(({ at }) => at), 40);
  scene.lasting.close();
});

Deno.test("without a filler there is nothing in between, and time goes on all the same", () => {
  const scene = new Scene(undefined), first = scene.publisher("first");
  first.send();
  first.feed.close();
  const end = scene.clock.now();
  scene.clock.advance(7000);
  assert.equal(scene.clock.pending, 0);
  scene.publisher("second").send();
  assertWhole(scene);
  const video = scene.seen(0);
  assert.equal(video.length, 28);
  assert.ok(Math.abs(video[14].at - video[0].at - end - 7000) < 130);
});

Deno.test("the higher in rank takes over at its key frame, and hands back", () => {
  const scene = new Scene(undefined), low = scene.publisher("low", 0);
  low.send();
  const high = scene.publisher("high", 1);
  low.send();
  assert.deepEqual([scene.taken, scene.stream.epoch], [["low"], 1]);
  high.send();
  const during = scene.units[0].units.length;
  low.send();
  assert.equal(scene.units[0].units.length, during);
  high.feed.close();
  low.send();
  assert.deepEqual([scene.taken, scene.stream.epoch], [["low", "high", "low"], 3]);
  assert.equal(scene.units[0].units.length, during + 14);
  assertWhole(scene);
  low.feed.close();
});

Deno.test("a publisher of units may feed it as well", () => {
  const scene = new Scene([blackReel("H265"), silentOpus()]), clips = [CLIPS.h265, CLIPS.opus];
  scene.clock.advance(200);
  const feed = scene.lasting.open(tracksOf(clips, false), "", { rank: 1 });
  new FramePublisher({ stream: feed.stream, clock: scene.clock }, clips).play();
  feed.close();
  scene.clock.advance(200);
  assertWhole(scene);
  assert.deepEqual([...new Set(scene.units[0].units.map(({ epoch }) => epoch))], [1, 2, 3]);
  scene.lasting.close();
});

Deno.test("a publisher whose clock jumps back is taken up again at its next key frame", () => {
  const scene = new Scene([silentOpus()]);
  const { stream } = scene.lasting.open(tracksOf([CLIPS.opus], false), "", { rank: 1 });
  const [unit] = CLIPS.opus.units, { config } = CLIPS.opus;
  for (let i = 0; i < 400; i++) {
    const pts = 960 * (i < 50 ? 100_000 + i : i), at = { track: 0, pts, dts: pts, ntp: 0 };
    stream.writeUnit({ ...unit, ...at, config, epoch: 1 });
    scene.clock.advance(20);
  }
  assert.ok(scene.lasting.late >= 100 && scene.lasting.late < 105, `${scene.lasting.late} late`);
  assert.equal(
    scene.units[0].units.filter(({ epoch }) => epoch > 1).length,
    400 - scene.lasting.late,
  );
  assertWhole(scene);
  scene.lasting.close();
});

Deno.test("tracks that do not fit are refused, and nothing changes", () => {
  const scene = new Scene(REELS);
  assert.throws(() => scene.publisher("p", 1, [CLIPS.h265, CLIPS.aac]), {
    kind: "tracks do not fit",
    message: "wants to publish [H265, MPEG-4 Audio (16000 Hz, 1 channel)], " +
      "but stream expects [H264, MPEG-4 Audio (16000 Hz, 1 channel)]",
  });
  assert.ok(scene.lasting.refusal(tracksOf([CLIPS.h264], true)));
  assert.equal(scene.lasting.refusal(tracksOf([CLIPS.aac, CLIPS.h264], true)), undefined);
  scene.lasting.close();
  assert.equal(scene.clock.pending, 0);
});

Deno.test("it has packets, formats and clock rates of its own, and counts what its feeds take in", () => {
  const tracks = tracksOf([CLIPS.opus], true).map((t) => ({ ...t, clockRate: 24000 }));
  const around = { clock: new FakeClock(), log: new LogLines().log, random32: () => 0 };
  const lasting = new LastingStream(tracks, "title", around);
  const [{ track, rtp }] = lasting.stream.lanes;
  assert.deepEqual([track.clockRate, track.rtp, rtp.payloadType], [48000, undefined, 96]);
  const { stream } = lasting.open(tracks, "", { rank: 0 });
  stream.counters.inboundBytes += 5;
  assert.equal(lasting.stream.counters.inboundBytes, 5);
});

Deno.test("closed, it takes nothing more", () => {
  const scene = new Scene(REELS), { feed, send } = scene.publisher("p");
  scene.lasting.close();
  const before = scene.units[0].units.length;
  send();
  feed.close();
  scene.clock.advance(1000);
  assert.deepEqual([scene.units[0].units.length, scene.clock.pending], [before, 0]);
});
