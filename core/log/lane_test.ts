import assert from "node:assert/strict";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import type { Destination } from "./destination.ts";
import type { LogRecord } from "./format.ts";
import { Lane } from "./lane.ts";

/** A destination whose writes end when the test says so. */
class Gate implements Destination {
  readonly name = "the gate";
  readonly batches: string[][] = [];
  closed = false;
  #ends: PromiseWithResolvers<void>[] = [];

  write(records: readonly LogRecord[]): Promise<void> {
    this.batches.push(records.map((record) => record.message));
    const end = Promise.withResolvers<void>();
    this.#ends.push(end);
    return end.promise;
  }

  close(): void {
    this.closed = true;
  }

  async end(problem?: string): Promise<void> {
    const end = this.#ends.shift()!;
    if (problem === undefined) end.resolve();
    else end.reject(new Error(problem));
    await settle();
  }
}

function laneOf() {
  const [gate, clock, complaints] = [new Gate(), new FakeClock(), [] as string[]];
  const lane = new Lane(gate, clock, (text) => complaints.push(text));
  const push = async (...messages: string[]) => {
    for (const message of messages) lane.push({ time: 0, level: "info", message });
    await settle();
  };
  return { gate, clock, complaints, lane, push };
}

Deno.test("log lane: one write in flight, a turn's records together, order kept", async () => {
  const { gate, push, lane } = laneOf();
  await push("a", "b");
  await push("c");
  await push("d", "e");
  assert.deepEqual(gate.batches, [["a", "b"]]);
  await gate.end();
  assert.deepEqual(gate.batches, [["a", "b"], ["c", "d", "e"]]);
  await gate.end();
  await lane.flush();
});

Deno.test("log lane: a stalled destination costs a bounded amount of memory and says what was lost", async () => {
  const { gate, push, complaints } = laneOf();
  await push("first");
  const long = "x".repeat(1 << 16);
  for (let i = 0; i < 100; i++) await push(long);
  await gate.end();
  const second = gate.batches[1];
  assert.equal(second.length, 18);
  assert.equal(second.at(-1), "83 log lines were lost: the gate was stalled");
  await push("later");
  await gate.end();
  assert.deepEqual(gate.batches[2], ["later"]);
  await gate.end();
  assert.deepEqual(complaints, []);
});

Deno.test("log lane: a series of failures is reported once, and writing goes on", async () => {
  const { gate, push, complaints } = laneOf();
  for (const problem of ["disk full", "disk full", undefined, "gone"]) {
    await push("line");
    await gate.end(problem);
  }
  assert.equal(gate.batches.length, 4);
  assert.deepEqual(complaints, [
    "Cannot write to the gate: disk full",
    "Cannot write to the gate: gone",
  ]);
});

Deno.test("log lane: closing waits for the last write", async () => {
  const { gate, push, lane, clock } = laneOf();
  await push("a");
  const closing = lane.close();
  await settle();
  assert.equal(gate.closed, false);
  await gate.end();
  await closing;
  assert.equal(gate.closed, true);
  assert.equal(clock.pending, 0);
});

Deno.test("log lane: closing does not wait for ever", async () => {
  const { gate, push, lane, clock } = laneOf();
  await push("a");
  const closing = lane.close();
  clock.advance(2000);
  await closing;
  assert.equal(gate.closed, true);
  assert.equal(clock.pending, 0);
});
