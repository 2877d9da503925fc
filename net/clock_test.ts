import assert from "node:assert/strict";
import { FakeClock } from "../test/fake_clock.ts";
import { every, pause, systemClock } from "./clock.ts";

const wait = (ms: number) => pause(systemClock, ms, new AbortController().signal);

Deno.test("the machine's clock: time passes, timers fire once, in order", async () => {
  const began = systemClock.now();
  const fired: string[] = [];
  systemClock.setTimer(() => fired.push("late"), 20);
  systemClock.setTimer(() => fired.push("early"), 1);
  await wait(40);
  assert.deepEqual(fired, ["early", "late"]);
  assert.ok(systemClock.now() - began >= 39);
  assert.ok(Math.abs(systemClock.wall() - Date.now()) < 1000);
});

Deno.test("the machine's clock: a cancelled timer stays silent", async () => {
  let fired = false;
  const cancel = systemClock.setTimer(() => fired = true, 1);
  cancel();
  cancel();
  await wait(10);
  assert.equal(fired, false);
});

Deno.test("the machine's clock: a delay of thirty days does not fire at once", async () => {
  let fired = false;
  const cancel = systemClock.setTimer(() => fired = true, 30 * 24 * 3600_000);
  await wait(10);
  cancel();
  assert.equal(fired, false);
});

Deno.test("a pause ends with its time or its signal, whichever comes first", async () => {
  const controller = new AbortController();
  const began = systemClock.now();
  const long = pause(systemClock, 60_000, controller.signal);
  await pause(systemClock, 5, controller.signal);
  controller.abort();
  await long;
  await pause(systemClock, 60_000, controller.signal);
  assert.ok(systemClock.now() - began < 5000);
});

Deno.test("every: again after each call, and never once cancelled, also from within", () => {
  const clock = new FakeClock(), calls: number[] = [];
  const cancel = every(clock, 10, () => {
    calls.push(clock.now());
    if (calls.length === 3) cancel();
  });
  clock.advance(100);
  assert.deepEqual(calls, [10, 20, 30]);
  assert.equal(clock.pending, 0);

  every(clock, 10, () => calls.push(clock.now()))();
  clock.advance(100);
  assert.deepEqual(calls, [10, 20, 30]);
  assert.equal(clock.pending, 0);
});
