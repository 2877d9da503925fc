import assert from "node:assert/strict";
import { advance, distance, nextMessage } from "./sequence.ts";

const LAST = 2 ** 31 - 1;

Deno.test("SRT sequence numbers go in a circle of 31 bits", () => {
  assert.equal(advance(LAST), 0);
  assert.equal(advance(0, -1), LAST);
  assert.equal(advance(LAST, 3), 2);
  assert.deepEqual([distance(LAST, 2), distance(2, LAST), distance(5, 5)], [3, -3, 0]);
  assert.deepEqual([distance(0, 2 ** 30 - 1), distance(0, 2 ** 30)], [2 ** 30 - 1, -(2 ** 30)]);
});

Deno.test("SRT message numbers go in a circle of 26 bits without 0", () => {
  assert.deepEqual([nextMessage(1), nextMessage(2 ** 26 - 1)], [2, 1]);
});
