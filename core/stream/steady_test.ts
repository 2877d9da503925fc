import assert from "node:assert/strict";
import { Steady } from "./steady.ts";

Deno.test("steady: trembling moves it hardly, a lasting difference in minutes, by 1 ms a second at most", () => {
  const steady = new Steady(1000, 0);
  let before = steady.value;
  for (let second = 1; second <= 60; second++) {
    steady.follow(1000 + (second % 2 ? 80 : -80), 1000 * second);
    assert.ok(Math.abs(steady.value - before) <= 1.0001);
    before = steady.value;
  }
  assert.ok(Math.abs(steady.value - 1000) < 2, `${steady.value}`);
  for (let second = 61; second <= 400; second++) steady.follow(1090, 1000 * second);
  assert.ok(Math.abs(steady.value - 1090) < 2, `${steady.value}`);
});

Deno.test("steady: what is no drift is taken over at once", () => {
  const steady = new Steady(0, 0);
  steady.follow(-60_000, 1000);
  assert.equal(steady.value, -60_000);
});
