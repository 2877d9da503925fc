import assert from "node:assert/strict";
import { Demand } from "core/paths/demand.ts";
import { FakeClock, settle } from "../../test/fake_clock.ts";

/** Something on demand: `state` is set by the tests, `told` is what it was asked for. */
function demanded() {
  const clock = new FakeClock(), told: string[] = [];
  const state = { available: false, read: false };
  const demand = new Demand("cam", clock, {
    startTimeout: 10_000,
    closeAfter: 3_000,
    available: () => state.available,
    read: () => state.read,
    start: (query) => void told.push(`start ${query}`),
    stop: (reason) => void told.push(`stop: ${reason}`),
    ended: () => void told.push("ended"),
  });
  const wait = (query = "") =>
    demand.wait(query).then(
      () => void told.push("may read"),
      (refusal) => void told.push(`refused: ${refusal.message}`),
    );
  return { clock, told, state, demand, wait };
}

Deno.test("demand: the first request starts, all wait for the stream", async () => {
  const { told, state, demand, wait, clock } = demanded();
  wait("a=b");
  wait("c=d");
  clock.advance(9_999);
  state.available = true;
  demand.available();
  await settle();
  assert.deepEqual(told, ["start a=b", "may read", "may read"]);
});

Deno.test("demand: a stream that does not come in time refuses all who wait", async () => {
  const { told, wait, clock } = demanded();
  wait();
  clock.advance(10_000);
  await settle();
  const refused = "refused: source of path 'cam' has timed out";
  assert.deepEqual(told, ["start ", "stop: timed out", "ended", refused]);
  assert.equal(clock.pending, 0);
});

Deno.test("demand: without readers it goes on for a while, which each of them renews", async () => {
  const { told, state, demand, wait, clock } = demanded();
  wait();
  state.available = true;
  demand.available();
  clock.advance(2_999);
  wait();
  clock.advance(2_999);
  state.read = true;
  demand.used();
  clock.advance(60_000);
  state.read = false;
  demand.used();
  clock.advance(2_999);
  await settle();
  assert.deepEqual(told.splice(0), ["start ", "may read", "may read"]);
  clock.advance(1);
  assert.deepEqual(told, ["stop: not needed by anyone", "ended"]);
});

Deno.test("demand: who asks between two streams waits as long as for the first", async () => {
  const { told, state, demand, wait, clock } = demanded();
  wait();
  state.available = true;
  demand.available();
  clock.advance(1_000);
  state.available = false;
  wait();
  clock.advance(9_999);
  await settle();
  assert.deepEqual(told.splice(0), ["start ", "may read"]);
  clock.advance(1);
  await settle();
  assert.deepEqual(told.slice(0, 2), ["stop: timed out", "ended"]);
});

Deno.test("demand: stopped for a reason of its own, it tells those who wait what became of the source", async () => {
  const { told, demand, wait, clock } = demanded();
  wait();
  demand.stop("terminated", "been closed");
  demand.stop("again");
  await settle();
  const refused = "refused: source of path 'cam' has been closed";
  assert.deepEqual(told, ["start ", "stop: terminated", "ended", refused]);
  assert.equal(clock.pending, 0);
});
