import assert from "node:assert/strict";
import { FakeClock } from "../../test/fake_clock.ts";
import { EventLoopLag } from "./lag.ts";

/** A clock whose timers all come late. */
class LateClock extends FakeClock {
  late = 0;

  override setTimer(fn: () => void, ms: number): () => void {
    return super.setTimer(fn, ms + this.late);
  }
}

Deno.test("lag: quantiles of how late timers came in the last minute", () => {
  const clock = new LateClock(), lag = new EventLoopLag(clock);
  assert.deepEqual(lag.quantiles([0.5, 0.99, 1]), [0, 0, 0]);
  clock.advance(1000 + 98 * 50);
  clock.late = 30;
  clock.advance(50 + 80);
  clock.late = 0;
  clock.advance(80);
  assert.deepEqual(lag.quantiles([0.5, 0.98, 0.99, 1]), [0, 0, 30, 30]);
  clock.advance(60_000);
  assert.deepEqual(lag.quantiles([1]), [0]);
  lag.close();
  assert.equal(clock.pending, 0);
});
