import assert from "node:assert/strict";
import { BLOCK, Check, FRAME, makeFrame, PACKETS, SIZE } from "./stream.ts";

/** Feeds packets `order` of two frames to a check. */
function check(order: readonly number[], change: (bytes: Uint8Array) => void = () => {}): Check {
  const both = new Uint8Array(2 * FRAME);
  both.set(makeFrame(0));
  both.set(makeFrame(1), FRAME);
  change(both);
  const check = new Check();
  for (const i of order) check.packet(both, i * BLOCK + 4, i * BLOCK + 4 + SIZE);
  return check;
}

const all = Array.from({ length: 2 * PACKETS }, (_, i) => i);

Deno.test("fanout: whole frames are right, and have a delay each", () => {
  const { packets, wrong, delays } = check(all);
  assert.deepEqual([packets, wrong, delays.length], [2 * PACKETS, 0, 2]);
  assert.ok(delays.every((delay) => delay >= 0 && delay < 1000));
});

Deno.test("fanout: a gap, a repetition, a swap, damage and a wrong size are seen", () => {
  assert.equal(check(all.toSpliced(3, 1)).wrong, 1);
  assert.equal(check(all.toSpliced(3, 0, 3)).wrong, 1);
  assert.equal(check(all.toSpliced(3, 2, 4, 3)).wrong, 3);
  assert.equal(check(all, (bytes) => bytes[5 * BLOCK + 4 + 25]++).wrong, 2);
  const short = new Check();
  short.packet(makeFrame(0), 4, 4 + SIZE - 1);
  assert.equal(short.wrong, 1);
});

Deno.test("fanout: after a reset the next packet still has to follow", () => {
  const seen = check([0, 1]), frame = makeFrame(0);
  seen.reset();
  seen.packet(frame, 3 * BLOCK + 4, 3 * BLOCK + 4 + SIZE);
  assert.deepEqual([seen.packets, seen.wrong], [1, 1]);
});
