import assert from "node:assert/strict";
import { systemClock } from "net/clock.ts";
import { Profiler } from "./profiler.ts";
import type { Samples } from "./samples.ts";

/** Whether a function of this file is in it: which of them depends on what V8 has inlined. */
const findsUs = ({ list }: Samples) =>
  list.some(({ stack }) => stack.some(({ file }) => file.endsWith("/profiler_test.ts")));

async function profiling(test: (profiler: Profiler) => Promise<void>): Promise<void> {
  const profiler = await Profiler.start(systemClock);
  try {
    await test(profiler);
  } finally {
    await profiler.close();
  }
}

/** Keeps the processor busy for so many milliseconds. */
function spinForTheTest(duration: number): void {
  for (const end = performance.now() + duration; performance.now() < end;);
}

Deno.test("pprof: what runs is found", async () => {
  await profiling(async (profiler) => {
    const taken = profiler.cpu(300, new AbortController().signal);
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      spinForTheTest(40);
    }
    const samples = (await taken)!;
    assert.ok(findsUs(samples));
    assert.ok(samples.duration >= 290, `${samples.duration} ms`);
  });
});

Deno.test("pprof: one CPU profile at a time, and none longer than is wanted", async () => {
  await profiling(async (profiler) => {
    const controller = new AbortController();
    const first = profiler.cpu(60_000, controller.signal);
    assert.equal(await profiler.cpu(1, controller.signal), undefined);
    controller.abort();
    assert.ok((await first)!.duration < 50_000);
    assert.notEqual(await profiler.cpu(1, controller.signal), undefined);
  });
});

const totalOf = ({ list }: Samples) => list.reduce((sum, { values: [bytes] }) => sum + bytes, 0);

/** Some megabytes of small objects. */
function allocateForTheTest(): object[] {
  return Array.from({ length: 100_000 }, (_, i) => ({ i, more: [i, i + 0.5] }));
}

Deno.test("pprof: what memory is used for is found, until it is not used", async () => {
  await profiling(async (profiler) => {
    let kept: object[] | undefined = allocateForTheTest();
    const full = totalOf(await profiler.heap());
    assert.ok(findsUs(await profiler.heap()));
    assert.equal(kept.length, 100_000);
    kept = undefined;
    const empty = totalOf(await profiler.heap());
    assert.ok(full - empty > 2_000_000, `${full} bytes, then ${empty}`);
  });
});
