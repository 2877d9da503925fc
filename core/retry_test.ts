import assert from "node:assert/strict";
import { FakeClock, settle } from "../test/fake_clock.ts";
import { type Retry, retry } from "./retry.ts";

/** Ends when the signal aborts, as a well-behaved source does. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

function start(attempt: (signal: AbortSignal, run: number) => Promise<void>, pause?: number) {
  const clock = new FakeClock();
  const starts: number[] = [];
  const failures: string[] = [];
  const retried: Retry = retry({
    clock,
    pause,
    attempt: (signal) => attempt(signal, starts.push(clock.now())),
    failed: (reason) => failures.push(reason),
  });
  return { clock, starts, failures, retried };
}

Deno.test("retry: five seconds after each failure, each reported once", async () => {
  const { clock, starts, failures, retried } = start((_, run) =>
    Promise.reject(new Error(`refused ${run}`))
  );
  for (const step of [4999, 1, 5000]) {
    await settle();
    clock.advance(step);
  }
  await settle();
  assert.deepEqual(starts, [0, 5000, 10000]);
  assert.deepEqual(failures, ["refused 1", "refused 2", "refused 3"]);
  await retried.close();
  assert.equal(clock.pending, 0);
});

Deno.test("retry: an attempt that throws at once, or something that is no Error, is a failure too", async () => {
  const { failures, retried } = start(() => {
    throw "odd";
  });
  await settle();
  await retried.close();
  assert.deepEqual(failures, ["odd"]);
});

Deno.test("retry: an attempt that ends well is repeated without a report", async () => {
  const { clock, starts, failures, retried } = start(() => Promise.resolve(), 100);
  await settle();
  clock.advance(100);
  await settle();
  await retried.close();
  assert.deepEqual(starts, [0, 100]);
  assert.deepEqual(failures, []);
});

Deno.test("retry: closing aborts the attempt, waits for its end and reports nothing", async () => {
  const { clock, starts, failures, retried } = start(untilAborted);
  await settle();
  await retried.close();
  await retried.close();
  clock.advance(60_000);
  await settle();
  assert.deepEqual(starts, [0]);
  assert.deepEqual(failures, []);
  assert.equal(clock.pending, 0);
});

Deno.test("retry: closing within the pause ends it at once", async () => {
  const { clock, starts, retried } = start(() => Promise.reject(new Error("no")));
  await settle();
  assert.equal(clock.pending, 1);
  await retried.close();
  assert.equal(clock.pending, 0);
  assert.deepEqual(starts, [0]);
});
