import assert from "node:assert/strict";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { FakeClock } from "../../../test/fake_clock.ts";
import { builtInReel } from "./built_in.ts";
import { Filler, type FillerUnit } from "./filler.ts";
import { evenReel, type Reel } from "./reel.ts";

const track = (codec: Parameters<typeof builtInReel>[0]["codec"], sampleRate = 0, channels = 0) =>
  builtInReel({ codec, sampleRate, channelCount: channels, muLaw: true });

interface Written extends FillerUnit {
  /** Milliseconds since the filler was made. */
  readonly at: number;
}

function set(...reels: Reel[]) {
  const clock = new FakeClock(), written: Written[] = [];
  const filler = new Filler(reels, clock, (unit) => written.push({ ...unit, at: clock.now() }));
  const of = (index: number) => written.filter((unit) => unit.track === index);
  return { clock, filler, written, of };
}

Deno.test("pictures come when they are due, sound ten times a second when it is over", () => {
  const { clock, filler, of } = set(track("H264"), track("MPEG4Audio", 48000, 2));
  filler.start(0);
  clock.advance(1000);
  assert.equal(of(0).length, 26);
  for (const { at, pts, dts } of of(0)) assert.deepEqual([pts, dts], [90 * at, 90 * at]);
  const times = [...new Set(of(1).map(({ at }) => at))];
  assert.deepEqual(times, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  of(1).forEach(({ pts, at }, i) => {
    assert.equal(pts, 1024 * i);
    assert.ok(pts + 1024 <= 48 * at && pts + 1024 > 48 * (at - 100), "neither early nor late");
  });
});

Deno.test("IDR pictures of H264 take turns", () => {
  const { clock, filler, of } = set(track("H264"));
  filler.start(0);
  clock.advance(120);
  const [a, b, c, d] = of(0).map(({ payload }) => payload[0]);
  assert.notDeepEqual(a, b);
  assert.deepEqual([a, b], [c, d]);
});

Deno.test("every built-in unit is one that decoding can start with", () => {
  for (const codec of ["H264", "H265", "VP9", "AV1"] as const) {
    const reel = track(codec);
    for (let i = 0; i < reel.length; i++) {
      assert.ok(isRandomAccess(reel.config, reel.unit(i)!.payload), codec);
    }
  }
});

Deno.test("it ends with the sound up to the end of the picture, begins anew after a wait, and leaves no timer", () => {
  const { clock, filler, written, of } = set(track("VP9"), track("G711", 8000, 1), track("Opus"));
  filler.start(0);
  clock.advance(170);
  filler.stop();
  assert.deepEqual([0, 1, 2].map((i) => of(i).at(-1)!.pts), [90 * 160, 8 * 180, 48 * 180]);
  assert.equal(clock.pending, 0);
  const before = written.length;
  filler.stop();
  clock.advance(1000);
  assert.equal(written.length, before);
  filler.start(25);
  clock.advance(24);
  assert.equal(written.length, before);
  clock.advance(1);
  assert.deepEqual([written.at(-1)!.pts, written.length], [0, before + 1]);
  filler.stop();
});

Deno.test("rounds follow each other without drifting apart, whatever their length", () => {
  const odd = evenReel("video", { codec: "VP8" }, [[Uint8Array.of(0)]], 3333);
  const { clock, filler, of } = set({ ...odd, period: 1 / 27 }, track("AV1"));
  filler.start(0);
  clock.advance(100_000);
  assert.equal(of(0).length, 2701);
  assert.equal(of(0).at(-1)!.pts, 9_000_000);
});

Deno.test("damaged units are passed over; where there are no others, nothing comes", () => {
  const reel = track("H265"), { config } = reel;
  const half = { ...reel, length: 2, unit: (i: number) => i === 0 ? undefined : reel.unit(0) };
  const none = { ...reel, config, unit: () => undefined };
  const { clock, filler, of } = set(half, none);
  filler.start(0);
  clock.advance(200);
  assert.ok(of(0).length >= 5);
  assert.equal(of(1).length, 0);
  filler.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("a machine that slept does not make up for it", () => {
  const { clock, filler, written } = set(track("H264"), track("LPCM", 44100, 2));
  filler.start(0);
  clock.advance(1000);
  const before = written.length, now = clock.now.bind(clock);
  clock.now = () => now() + 3_600_000;
  clock.advance(100);
  assert.ok(written.length - before < 8, `${written.length - before} at once`);
  const last = written.findLast((unit) => unit.track === 0)!;
  assert.ok(last.pts <= 90 * 1100);
});

Deno.test("sound that is missing before the beginning comes as well, half a second at most", () => {
  const sounds = [track("MPEG4Audio", 48000, 2), track("G711", 8000, 1), track("Opus")];
  const { clock, filler, of } = set(track("H264"), ...sounds);
  filler.start(50, [70, 70, 350, 9000]);
  clock.advance(350);
  const first = [0, 1, 2, 3].map((index) => of(index)[0].pts);
  assert.deepEqual(first, [0, -3 * 1024, 8 * -340, -24000]);
  of(1).forEach(({ pts }, i) => assert.equal(pts, 1024 * (i - 3)));
  filler.stop();
});

Deno.test("sound that is not missing at the beginning is left out", () => {
  const { clock, filler, of } = set(track("H264"), track("G711", 8000, 1));
  filler.start(0, [0, -130]);
  clock.advance(1000);
  assert.deepEqual(
    of(1).map(({ pts }) => pts / 8),
    Array.from({ length: 43 }, (_, i) => 140 + 20 * i),
  );
  filler.stop();
});

Deno.test("pictures that belong before one that was written are written at the end", () => {
  const order = [0, 3, 1, 2], reel = track("H265");
  const reordered: Reel = {
    ...reel,
    length: order.length,
    period: 0.16,
    unit: (i) => ({ ...reel.unit(0)!, pts: 3600 * (order[i] + 2), dts: 3600 * i }),
  };
  const { clock, filler, of } = set(reordered, track("Opus"));
  for (const [time, expected] of [[0, [2]], [40, [2, 5, 3, 4]], [130, [2, 5, 3, 4]]] as const) {
    filler.start(0);
    clock.advance(time);
    filler.stop();
    const { length } = expected, end = 40 * (Math.max(...expected) + 1);
    assert.deepEqual(of(0).slice(-length).map(({ pts }) => pts / 3600), expected);
    assert.equal(of(1).at(-1)!.pts, 48 * (end - 20), "sound up to there");
  }
});

Deno.test("the first unit is that of the picture", () => {
  assert.deepEqual(set(track("Opus"), track("H264")).filler.first, { track: 1, pts: 0 });
  assert.deepEqual(set(track("Opus")).filler.first, { track: 0, pts: 0 });
});
