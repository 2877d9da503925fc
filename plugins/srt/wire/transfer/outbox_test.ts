import assert from "node:assert/strict";
import { Outbox } from "./outbox.ts";

const filled = (value: number) => (bytes: Uint8Array, at: number) => bytes.fill(value, at, at + 40);

Deno.test("SRT outbox: packets are laid one behind the other, into bytes that nobody has yet", () => {
  const outbox = new Outbox();
  for (const value of [1, 2]) outbox.lay(40, filled(value));
  const [first, ...others] = outbox.take();
  assert.deepEqual([first.offsets, first.sizes, others.length], [[0, 40], [40, 40], 0]);
  outbox.lay(40, filled(3));
  const [next] = outbox.take();
  assert.deepEqual([first.bytes[0], first.bytes[40], next.bytes[next.offsets[0]]], [1, 2, 3]);
});

Deno.test("SRT outbox: bytes that are lent are used anew when what lay there was taken", () => {
  const lent = new Uint8Array(100), outbox = new Outbox(lent);
  for (const value of [1, 2, 3]) outbox.lay(40, filled(value));
  const [first, beyond] = outbox.take();
  assert.ok(first.bytes === lent && beyond.bytes !== lent);
  assert.deepEqual([first.offsets, beyond.sizes], [[0, 40], [40]]);
  outbox.lay(40, filled(4));
  const [next] = outbox.take();
  assert.ok(next.bytes === lent && next.offsets[0] === 0 && lent[0] === 4);
});

Deno.test("SRT outbox: what is added stays in its place between what is laid", () => {
  const outbox = new Outbox(new Uint8Array(100)), control = new Uint8Array(20);
  outbox.lay(40, filled(1));
  outbox.add(control);
  outbox.lay(40, filled(2));
  const runs = outbox.take();
  assert.deepEqual(runs.map(({ bytes }) => bytes === control), [false, true, false]);
  assert.deepEqual(outbox.take(), []);
});
