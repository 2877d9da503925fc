import assert from "node:assert/strict";
import { Spread } from "./spread.ts";

/** A loop whose turns and time are run by hand. */
function scene() {
  let now = 0;
  const next: (() => void)[] = [], done: number[] = [];
  const spread = new Spread({ now: () => now, next: (fn) => void next.push(fn) });
  const run = (name: number, takes = 1) =>
    spread.run(() => {
      now += takes;
      done.push(name);
    });
  /** The next turn; what was done by its end. */
  const turn = () => {
    for (const fn of next.splice(0)) fn();
    return done.splice(0);
  };
  return { run, turn, done, next };
}

Deno.test("what is quick is done at once, the rest in the next turns, in order", () => {
  const { run, turn, done, next } = scene();
  for (let i = 0; i < 10; i++) assert.ok(run(i));
  assert.deepEqual(done.splice(0), [0, 1, 2, 3]);
  assert.ok(run(10));
  assert.deepEqual(turn(), [4, 5, 6, 7]);
  assert.ok(run(11));
  assert.deepEqual(turn(), [8, 9, 10, 11]);
  assert.deepEqual([turn(), turn(), next.length], [[], [], 0]);
  run(12);
  assert.deepEqual(done, [12]);
});

Deno.test("each turn does something, however long it takes, and so much may wait", () => {
  const { run, turn, done } = scene();
  run(0, 100);
  let waiting = 0;
  while (run(1, 100)) waiting++;
  assert.equal(waiting, 8192);
  assert.deepEqual([done.length, turn().length], [1, 2]);
});
