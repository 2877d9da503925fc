import assert from "node:assert/strict";
import { Losses } from "./losses.ts";

const LAST = 2 ** 31 - 1;

/** Losses of these ranges, as text. */
function lossesOf(...ranges: readonly (readonly [number, number])[]) {
  const losses = new Losses();
  for (const [first, last] of ranges) losses.add({ first, last }, 0);
  return losses;
}

const text = (losses: Losses) => losses.ranges.map(({ first, last }) => `${first}-${last}`).join();

Deno.test("SRT losses: what comes is taken out of the ranges", () => {
  const losses = lossesOf([5, 9], [LAST - 20, LAST - 20]);
  const removals: readonly (readonly [number, number, number, string])[] = [
    [7, 7, 1, "5-6,8-9"],
    [7, 7, 0, "5-6,8-9"],
    [0, 5, 1, "6-6,8-9"],
    [6, 8, 2, "9-9"],
    [9, 12, 1, ""],
  ];
  for (const [first, last, removed, left] of removals) {
    assert.equal(losses.remove({ first, last }), removed);
    assert.equal(text(losses), [left, `${LAST - 20}-${LAST - 20}`].filter(Boolean).join());
  }
});

Deno.test("SRT losses: ranges go over the end of the circle", () => {
  const losses = lossesOf([LAST - 1, 1]);
  assert.deepEqual(losses.within({ first: LAST, last: 5 }), [{ first: LAST, last: 1 }]);
  assert.equal(losses.remove({ first: LAST, last: 0 }), 2);
  assert.equal(text(losses), `${LAST - 1}-${LAST - 1},1-1`);
});

Deno.test("SRT losses: each is fresh once, when as many packets have overtaken it as are tolerated", () => {
  const losses = new Losses();
  losses.add({ first: 1, last: 2 }, 10);
  losses.add({ first: 5, last: 5 }, 12);
  assert.deepEqual(losses.takeFresh(12, 3), []);
  assert.deepEqual(losses.takeFresh(13, 3).map(({ first }) => first), [1]);
  assert.deepEqual(losses.takeFresh(15, 3).map(({ first }) => first), [5]);
  assert.deepEqual(losses.takeFresh(99, 3), []);
});
