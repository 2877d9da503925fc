import assert from "node:assert/strict";
import { Gate } from "core/stream/gate.ts";

const key = { randomAccess: true }, delta = { randomAccess: false };

Deno.test("an open gate lets everything through", () => {
  const gate = new Gate();
  assert.equal(gate.admits(delta, 0), true);
});

Deno.test("a shut gate waits for random access", () => {
  const gate = new Gate();
  gate.shut(0);
  assert.equal(gate.admits(delta, 10), false);
  assert.equal(gate.admits(key, 20), true);
  assert.equal(gate.admits(delta, 30), true);
});

Deno.test("a gate that is shut from the start waits as well", () => {
  const gate = new Gate(0);
  assert.equal(gate.admits(delta, 0), false);
  assert.equal(gate.admits(key, 1), true);
});

Deno.test("where random access never comes the gate opens after five seconds", () => {
  const gate = new Gate(1000);
  assert.equal(gate.admits(delta, 5999), false);
  assert.equal(gate.admits(delta, 6000), true);
  assert.equal(gate.admits(delta, 6001), true);
});

Deno.test("the wait is two of the longest distances where those are longer", () => {
  const gate = new Gate();
  for (const at of [0, 4000, 5000]) gate.admits(key, at);
  gate.shut(6000);
  gate.shut(9000);
  assert.equal(gate.admits(delta, 13_999), false);
  assert.equal(gate.admits(delta, 14_000), true);
});
