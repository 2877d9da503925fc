import assert from "node:assert/strict";
import type { HttpRequest } from "core/mod.ts";
import { FakeClock } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";
import { textAnswer } from "./answer.ts";

function requestOf(log: LogLines) {
  let touched = 0;
  const request = { path: "/metrics", log: log.log, touch: () => touched++ };
  return { request: request as unknown as HttpRequest, touched: () => touched };
}

/** A clock whose timers fire by themselves, in the next turn. */
class RunningClock extends FakeClock {
  turns = 0;

  override setTimer(fn: () => void): () => void {
    this.turns++;
    setTimeout(fn, 0);
    return () => {};
  }
}

Deno.test("metrics: a long text is sent in parts, and others get a turn every few milliseconds", async () => {
  const clock = new RunningClock(), log = new LogLines(), { request, touched } = requestOf(log);
  function* pieces() {
    for (let i = 0; i < 1000; i++) {
      clock.advance(1);
      yield `${String(i).padStart(99, "x")}\n`;
    }
  }
  const text = await textAnswer(pieces(), request, clock).text();
  assert.equal(text.length, 100_000);
  assert.ok(clock.turns >= 190 && clock.turns <= 200, `${clock.turns} turns`);
  assert.ok(touched() >= clock.turns);
});

Deno.test("metrics: what fails on the way ends the answer, and is told", async () => {
  const log = new LogLines(), { request } = requestOf(log);
  function* pieces() {
    yield "a".repeat(100_000);
    throw new Error("no more");
  }
  const answer = textAnswer(pieces(), request, new FakeClock());
  await assert.rejects(answer.text(), { message: "no more" });
  assert.deepEqual(log.take(), ["ERR cannot go on with /metrics: no more"]);
});

Deno.test("metrics: a client that goes away ends the making", async () => {
  let ended = false;
  function* pieces() {
    try {
      for (;;) yield "a".repeat(100_000);
    } finally {
      ended = true;
    }
  }
  const answer = textAnswer(pieces(), requestOf(new LogLines()).request, new FakeClock());
  const reader = answer.body!.getReader();
  assert.equal((await reader.read()).value?.length, 100_000);
  await reader.cancel();
  assert.ok(ended);
});
