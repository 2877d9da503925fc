import assert from "node:assert/strict";
import type { Track, TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import { Stage } from "../../../test/streams/stage.ts";
import { Splice } from "./splice.ts";

const VIDEO: TrackConfig = { codec: "VP8" }, AUDIO: TrackConfig = { codec: "Opus", channels: 2 };
const TRACKS: readonly Track[] = [
  { id: 0, media: 0, kind: "video", clockRate: 90000, config: VIDEO },
  { id: 1, media: 1, kind: "audio", clockRate: 48000, config: AUDIO },
];
/** 20 ms. */
const OPUS = Uint8Array.of(0xfc, 0);

function set() {
  const stage = new Stage(TRACKS), splice = new Splice(stage.stream, stage.clock);
  const readers = [stage.units(0), stage.units(1)], { clock } = stage;
  const write = (track: number, pts: number, dts = pts, randomAccess = true) => {
    const config = TRACKS[track].config, payload = [track === 0 ? Uint8Array.of(0) : OPUS];
    return splice.write({ track, pts, dts, ntp: clock.wall(), randomAccess, payload, config });
  };
  /** Presentation and decoding times so far, in milliseconds. */
  const times = (track: number) => {
    const ms = (ticks: number) => 1000 * ticks / TRACKS[track].clockRate;
    return readers[track].units.map(({ pts, dts }) => [ms(pts), ms(dts)]);
  };
  return { clock, splice, write, times, readers };
}

const seconds = (value: number) => 90000 * value;

Deno.test("the first feed begins at 0, wherever its own times begin", () => {
  const { splice, write, times } = set();
  splice.begin(0, seconds(1000));
  write(0, seconds(1000));
  write(1, 48000 * 1000.5);
  assert.deepEqual([times(0), times(1)], [[[0, 0]], [[500, 500]]]);
});

Deno.test("another feed goes on where presentation is now, in another epoch", () => {
  const { splice, write, times, clock, readers } = set();
  splice.begin(0, 0);
  write(0, 0);
  write(1, 0);
  clock.advance(3000);
  splice.begin(0, seconds(-7));
  write(0, seconds(-7));
  write(1, 48000 * -6.9);
  assert.deepEqual([times(0).at(-1), times(1).at(-1)], [[3000, 3000], [3100, 3100]]);
  assert.deepEqual(readers[0].units.map(({ epoch }) => epoch), [1, 2]);
});

Deno.test("a feed whose clock is a little slow, or whose first picture was late, moves present slowly", () => {
  const { splice, write, times, clock } = set();
  splice.begin(0, 0);
  for (let second = 0; second < 100; second++) {
    write(0, seconds(second * 0.9999) - (second > 0 ? 9000 : 0));
    clock.advance(1000);
  }
  splice.begin(0, 0);
  write(0, 0);
  const [last] = times(0).at(-1)!;
  assert.ok(last > 100_000 - 100 && last < 100_000 - 80, `${last}`);
});

Deno.test("a feed that is seconds behind moves present at once", () => {
  const { splice, write, times, clock } = set();
  splice.begin(0, 0);
  write(0, 0);
  clock.advance(7000);
  write(0, seconds(1));
  clock.advance(1000);
  splice.begin(0, 0);
  write(0, 0);
  assert.deepEqual(times(0).at(-1), [2000, 2000]);
});

Deno.test("pictures that are there are shown first: a feed begins behind the last of them", () => {
  const { splice, write, times } = set();
  splice.begin(0, 0);
  write(0, 0, seconds(-0.08));
  write(0, seconds(0.12), seconds(-0.04), false);
  splice.begin(0, 0);
  write(0, 0);
  assert.deepEqual(times(0).at(-1), [160, 160]);
});

Deno.test("sound that is there is heard first, and holds no picture up", () => {
  const { splice, write, times, clock } = set();
  splice.begin(0, 0);
  write(0, 0);
  for (let i = 0; i < 5; i++) write(1, 960 * i);
  clock.advance(40);
  const { wait, missing } = splice.begin(0, 0, 500);
  assert.deepEqual([wait, missing[1]], [0, -60]);
  write(0, 0);
  assert.deepEqual([0, 20, 40, 60].map((at) => write(1, 48 * at)), [false, false, false, true]);
  assert.deepEqual([times(0).at(-1), times(1).at(-1)], [[40, 40], [100, 100]]);
});

Deno.test("a feed is told what is missing of each track before it", () => {
  const { splice, write, clock } = set();
  assert.deepEqual(splice.begin(0, 0), { wait: 0, missing: [0, 0] });
  write(0, 0);
  write(1, 0);
  clock.advance(100);
  write(0, seconds(0.1));
  assert.deepEqual(splice.begin(0, 0, 500), { wait: 100, missing: [0, 180] });
});

Deno.test("a feed that can wait is asked to, and then present is not moved", () => {
  const { splice, write, times, clock } = set();
  splice.begin(0, 0);
  write(0, 0);
  write(0, seconds(0.16), seconds(0.04), false);
  assert.deepEqual(splice.begin(0, 0, 500), { wait: 200, missing: [0, 0] });
  clock.advance(200);
  write(0, 0);
  clock.advance(100);
  splice.begin(0, 0);
  write(0, 0);
  assert.deepEqual(times(0).slice(-2), [[200, 200], [300, 300]]);
});

Deno.test("no wait is longer than the patience for it: then a feed begins ahead of time", () => {
  const { splice, write, times, clock } = set();
  splice.begin(0, 0);
  write(0, 0);
  write(0, seconds(0.5), seconds(0.4), false);
  assert.equal(splice.begin(0, 0, 500).wait, 0);
  write(0, 0);
  clock.advance(1000);
  splice.begin(0, 0);
  write(0, 0);
  assert.deepEqual(times(0).slice(-2), [[600, 600], [1000, 1000]]);
});

Deno.test("the wall clock of units goes on with their presentation, however uneven they arrive", () => {
  const { splice, write, clock, readers } = set();
  for (let feed = 0; feed < 20; feed++) {
    splice.begin(0, 0);
    for (let i = 0; i < 25; i++) {
      write(0, 3600 * i, 3600 * i, i === 0);
      clock.advance(i === 0 ? 200 : 35);
    }
  }
  const origins = readers[0].units.map(({ pts, ntp }) => ntp - pts / 90);
  for (const origin of origins) assert.ok(Math.abs(origin - clock.epoch) < 20, `${origin}`);
});

Deno.test("a wall clock of the media's own is taken over", () => {
  const { splice, write, clock, readers } = set();
  splice.begin(0, 0);
  write(0, 0);
  clock.advance(40);
  clock.epoch += 3_600_000;
  write(0, 3600);
  assert.deepEqual(readers[0].units.map(({ ntp }) => ntp), [
    clock.epoch - 3_600_000,
    clock.epoch + 40,
  ]);
});

Deno.test("decoding times go on as well: those of the first reordered pictures are moved", () => {
  const { splice, write, clock, readers } = set();
  splice.begin(0, 0);
  for (let i = 0; i < 10; i++) {
    write(0, 3600 * i);
    clock.advance(40);
  }
  splice.begin(0, 0);
  const pictures = [[0, -7200], [10800, -3600], [3600, 0], [7200, 3600]];
  for (const [pts, dts] of pictures) assert.ok(write(0, pts, dts, pts === 0));
  const { units } = readers[0];
  assert.deepEqual(units.slice(10).map(({ pts }) => pts - 36000), pictures.map(([pts]) => pts));
  assertOrder(units);
  assert.deepEqual(units.slice(-2).map(({ dts }) => dts - 36000), [0, 3600]);
});

function assertOrder(units: readonly AccessUnit[]): void {
  for (const [i, { pts, dts }] of units.entries()) {
    assert.ok(dts <= pts);
    assert.ok(i === 0 || dts > units[i - 1].dts, `${dts} behind ${units[i - 1]?.dts}`);
  }
}

Deno.test("what is too late is left out and counted", () => {
  const { splice, write, times, clock } = set();
  splice.begin(0, 0);
  write(0, 0);
  write(1, 0);
  clock.advance(40);
  splice.begin(0, 0);
  assert.ok(write(0, 0));
  assert.ok(!write(0, -1, -5000), "a picture before the first");
  assert.ok(!write(1, -48 * 40), "sound while there was sound");
  assert.ok(write(1, -48 * 20), "sound where there was none");
  assert.ok(!write(1, -48 * 20), "the same again");
  assert.equal(splice.late, 3);
  assert.deepEqual(times(1), [[0, 0], [20, 20]]);
});

Deno.test("presentation stays with our clock through a thousand feeds", () => {
  const { splice, write, times, clock, readers } = set();
  for (let feed = 0; feed < 1000; feed++) {
    clock.advance(splice.begin(0, 0, feed % 2 === 0 ? 500 : 0).wait);
    for (const pts of feed % 2 === 0 ? [0, 3600] : [0, 10800, 3600, 7200]) {
      write(0, pts, Math.min(pts, 0) - 7200, pts === 0);
      clock.advance(40);
    }
  }
  assertOrder(readers[0].units);
  const [last] = times(0).at(-1)!;
  assert.ok(Math.abs(last - clock.now()) < 100, `${last} ms at ${clock.now()} ms`);
});

Deno.test("sender reports do not move with the lead that a feed begins with", () => {
  const { splice, write, clock, readers } = set();
  splice.begin(0, 0);
  write(0, 0);
  clock.advance(1);
  splice.begin(0, 0);
  for (let i = 0; i < 100; i++) {
    write(0, seconds(i));
    clock.advance(1000);
  }
  const origins = readers[0].units.map(({ pts, ntp }) => ntp - pts / 90);
  for (const origin of origins) assert.ok(Math.abs(origin - clock.epoch) < 1e-3, `${origin}`);
});

Deno.test("units without a wall clock are of our time, whenever they come", () => {
  const stage = new Stage(TRACKS), splice = new Splice(stage.stream, stage.clock);
  const reader = stage.units(0), { clock } = stage;
  splice.begin(0, 0);
  for (let i = 0; i < 100; i++) {
    clock.advance(40 + (i % 7));
    const at = { pts: 3600 * i, dts: 3600 * i };
    splice.write({ ...at, track: 0, randomAccess: true, payload: [OPUS], config: VIDEO });
  }
  for (const { pts, ntp } of reader.units) assert.ok(Math.abs(ntp - clock.epoch - pts / 90) < 1e-3);
});

Deno.test("where there is no picture the first track leads", () => {
  const stage = new Stage([{ ...TRACKS[1], id: 0 }]);
  const splice = new Splice(stage.stream, stage.clock), reader = stage.units(0);
  const unit = { track: 0, ntp: 0, randomAccess: true, payload: [OPUS], config: AUDIO };
  splice.begin(0, 500);
  splice.write({ ...unit, pts: 500, dts: 500 });
  stage.clock.advance(1000);
  splice.begin(0, 0);
  splice.write({ ...unit, pts: 0, dts: 0 });
  splice.begin(0, 0);
  splice.write({ ...unit, pts: 0, dts: 0 });
  assert.deepEqual(reader.units.map(({ pts }) => pts), [0, 48000, 48960]);
});
