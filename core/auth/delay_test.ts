import assert from "node:assert/strict";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { createFailureDelay } from "./delay.ts";

/** Whether `wait` has ended by now. */
function watch(wait: Promise<void>): () => Promise<boolean> {
  let ended = false;
  wait.then(() => ended = true);
  return async () => {
    await settle();
    return ended;
  };
}

for (const [drawn, pause] of [[0, 0], [0.25, 1000], [0.999, 3996]]) {
  Deno.test(`failure delay: ${pause} ms where ${drawn} is drawn`, async () => {
    const clock = new FakeClock();
    const ended = watch(createFailureDelay(clock, () => drawn).wait("1.2.3.4"));
    if (pause > 0) {
      clock.advance(pause - 1);
      assert.equal(await ended(), false);
    }
    clock.advance(1);
    assert.equal(await ended(), true);
  });
}

Deno.test("failure delay: drawn anew each time, of its own accord too", () => {
  const clock = new FakeClock();
  const delay = createFailureDelay(clock);
  const ends = new Set<number>();
  for (let i = 0; i < 50; i++) {
    delay.wait("1.2.3.4");
    let waited = 0;
    for (; clock.pending > 0; waited += 100) clock.advance(100);
    assert.ok(waited <= 4000);
    ends.add(waited);
  }
  assert.ok(ends.size > 5);
});

Deno.test("failure delay: a client that leaves ends its own wait, closing ends all", async () => {
  const clock = new FakeClock();
  const delay = createFailureDelay(clock, () => 0.5);
  const leaving = new AbortController();
  const [left, staying] = [watch(delay.wait("a", leaving.signal)), watch(delay.wait("b"))];
  leaving.abort();
  assert.deepEqual([await left(), await staying()], [true, false]);
  delay.close();
  assert.equal(await staying(), true);
  await delay.wait("c");
  assert.equal(clock.pending, 0);
});
