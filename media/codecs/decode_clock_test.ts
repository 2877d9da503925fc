import assert from "node:assert/strict";
import fc from "fast-check";
import { DecodeClock } from "./decode_clock.ts";

const FRAME = 3600;

/** Presentation times in decoding order of a stream whose pictures wait for at most `depth` others. */
const reordered = fc.record({
  depth: fc.nat(4),
  picks: fc.array(fc.nat(99), { maxLength: 60 }),
}).map(({ depth, picks }) => ({ depth, times: reorder(depth, picks) }));

/** Decodes the first picture first, and any of the next ones as long as none is passed over too often. */
function reorder(depth: number, picks: number[]): number[] {
  const waiting: number[] = [];
  const out = [0];
  for (const pick of picks) {
    while (waiting.length <= depth) waiting.push(out.length + waiting.length);
    const passed = out.filter((n) => n > waiting[0]).length;
    out.push(...waiting.splice(passed < depth ? pick % waiting.length : 0, 1));
  }
  return out.map((n) => n * FRAME);
}

Deno.test("decode clock: a picture is due when the one its depth before is shown", () => {
  fc.assert(fc.property(reordered, ({ depth, times }) => {
    const clock = new DecodeClock(90000);
    times.forEach((pts, i) => {
      const shown = times.slice(0, i + 1).sort((a, b) => a - b);
      const due = i >= depth ? shown[i - depth] : (i - depth) * FRAME;
      assert.equal(clock.next(pts, depth, 25), due);
    });
  }));
});

Deno.test("decode clock: whatever comes, times rise and stay below the presentation", () => {
  const event = fc.record({
    pts: fc.integer({ min: -50000, max: 50000 }),
    declared: fc.nat(20),
    rate: fc.option(fc.constantFrom(0.01, 1, 25, 1000), { nil: undefined }),
    begin: fc.boolean(),
  });
  fc.assert(fc.property(fc.array(event, { maxLength: 80 }), (events) => {
    const clock = new DecodeClock(90000);
    let last = -Infinity;
    for (const { pts, declared, rate, begin } of events) {
      if (begin) clock.beginSequence();
      const dts = clock.next(pts, declared, rate);
      assert.equal(dts === undefined, pts <= last);
      if (dts === undefined) continue;
      assert.ok(Number.isInteger(dts) && dts > last && dts <= pts);
      last = dts;
    }
  }));
});

/** P-frames four apart, a pyramid of three B-frames between. */
const pyramid = [0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11].map((n) => n * FRAME);

Deno.test("decode clock: a depth not declared is learnt, and forgotten when it is not shown again", () => {
  const clock = new DecodeClock(90000);
  const next = (pts: number) => clock.next(pts, 0);
  const refused = [undefined, undefined, undefined];
  assert.deepEqual(pyramid.slice(0, 5).map(next), [0, 4 * FRAME, ...refused]);
  assert.deepEqual(pyramid.slice(5, 7).map(next), [4 * FRAME + 1, 4 * FRAME + 2], "no way back");
  const behind = [5, 6, 7, 8, 9, 10].map((n) => n * FRAME);
  assert.deepEqual(pyramid.slice(7).map(next), behind);
  clock.beginSequence();
  assert.deepEqual([13, 14, 15].map((n) => next(n * FRAME)), [11, 12, 13].map((n) => n * FRAME));
  clock.beginSequence();
  assert.deepEqual([16, 17].map((n) => next(n * FRAME)), [16, 17].map((n) => n * FRAME));
});

Deno.test("decode clock: the first pictures are a frame apart, at most a second", () => {
  const first = (rate?: number) => new DecodeClock(90000).next(0, 2, rate);
  assert.deepEqual([25, 50, undefined, 0.001].map(first), [-7200, -3600, -6000, -180000]);
});
