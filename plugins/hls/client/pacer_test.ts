import assert from "node:assert/strict";
import { FakeClock, settle } from "../../../test/fake_clock.ts";
import { Pacer, type Timed } from "./pacer.ts";

interface Frame extends Timed {
  readonly name: string;
}

/** Frames of a track, so many milliseconds apart. */
const frames = (name: string, from: number, step: number, count: number): Frame[] =>
  Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, dts: from + i * step }));

function start() {
  const clock = new FakeClock(), written: string[] = [];
  const pacer = new Pacer<Frame>(clock, ({ name }) => void written.push(`${clock.now()} ${name}`));
  return { clock, written, pacer };
}

Deno.test("pacer: frames of all tracks go through in their order, each when it is due", () => {
  const { clock, written, pacer } = start();
  clock.advance(1000);
  pacer.push(0, frames("v", 5000, 40, 3));
  pacer.push(1, frames("a", 5010, 30, 3));
  clock.advance(200);
  assert.deepEqual(written, ["1000 v0", "1010 a0", "1040 v1", "1040 a1", "1070 a2", "1080 v2"]);
  assert.equal(clock.pending, 0);
});

Deno.test("pacer: what comes too late moves all that follows", () => {
  const { clock, written, pacer } = start();
  pacer.push(0, frames("v", 0, 40, 2));
  clock.advance(1000);
  pacer.push(0, frames("w", 80, 40, 3));
  clock.advance(100);
  assert.deepEqual(written.slice(2), ["1000 w0", "1040 w1", "1080 w2"]);
});

Deno.test("pacer: more is fetched when there is room, and the end is known", async () => {
  const { clock, pacer } = start(), told: string[] = [];
  pacer.push(64, frames("v", 0, 1000, 14));
  pacer.push(0, []);
  void pacer.room().then(() => told.push(`room at ${clock.now()}`));
  void pacer.drained().then(() => told.push(`drained at ${clock.now()}`));
  for (let i = 0; i < 14; i++) {
    clock.advance(1000);
    await settle();
  }
  assert.deepEqual(told, ["room at 2000", "drained at 13000"]);
});

Deno.test("pacer: closed, nobody waits and nothing is written", async () => {
  const { clock, written, pacer } = start();
  pacer.push(0, frames("v", 0, 1000, 14));
  const waiting = Promise.all([pacer.room(), pacer.drained()]);
  pacer.close();
  await waiting;
  pacer.push(0, frames("w", 0, 1000, 14));
  clock.advance(20_000);
  assert.deepEqual([written, clock.pending], [["0 v0"], 0]);
});
