import assert from "node:assert/strict";
import { FakeClock } from "./fake_clock.ts";

Deno.test("fake clock: timers fire in order of time, then of setting, at their own time", () => {
  const clock = new FakeClock(1000);
  const fired: [string, number, number][] = [];
  const note = (name: string) => () => fired.push([name, clock.now(), clock.wall()]);
  clock.setTimer(note("c"), 20);
  clock.setTimer(note("a"), 10);
  clock.setTimer(note("b"), 10);
  clock.setTimer(note("never"), 31);
  clock.advance(30);
  assert.deepEqual(fired, [["a", 10, 1010], ["b", 10, 1010], ["c", 20, 1020]]);
  assert.equal(clock.now(), 30);
  assert.equal(clock.pending, 1);
});

Deno.test("fake clock: timers set while it advances fire too; cancelled ones do not", () => {
  const clock = new FakeClock();
  const fired: number[] = [];
  const tick = () => {
    fired.push(clock.now());
    if (fired.length < 3) clock.setTimer(tick, 10);
  };
  clock.setTimer(tick, 10);
  const cancel = clock.setTimer(() => fired.push(-1), 15);
  clock.setTimer(cancel, 12);
  clock.advance(100);
  assert.deepEqual(fired, [10, 20, 30]);
  assert.equal(clock.pending, 0);
});

Deno.test("fake clock: the wall clock can jump without moving timers", () => {
  const clock = new FakeClock(0);
  let fired = false;
  clock.setTimer(() => fired = true, 10);
  clock.epoch = 1_000_000;
  clock.advance(9);
  assert.equal(clock.wall(), 1_000_009);
  assert.equal(fired, false);
});
