import assert from "node:assert/strict";
import { settle } from "../test/fake_clock.ts";
import { Scope } from "core/scope.ts";

function setUp() {
  const failures: string[] = [], undone: string[] = [];
  const scope = new Scope((reason) => failures.push(reason));
  const undo = (name: string) => () => void undone.push(name);
  return { scope, failures, undone, undo };
}

Deno.test("scope: what was taken is undone in reverse, each undo awaited", async () => {
  const { scope, undone, undo } = setUp();
  scope.defer(undo("first"));
  scope.defer(async () => {
    await settle();
    undone.push("second, slowly");
  });
  scope.defer(undo("third"));
  await scope.close();
  assert.deepEqual(undone, ["third", "second, slowly", "first"]);
});

Deno.test("scope: an undo that throws or rejects is told, the others still run", async () => {
  const { scope, undone, undo, failures } = setUp();
  scope.defer(undo("first"));
  scope.defer(() => {
    throw new Error("thrown");
  });
  scope.defer(() => Promise.reject(new Error("rejected")));
  await scope.close();
  assert.deepEqual(undone, ["first"]);
  assert.deepEqual(failures, ["rejected", "thrown"]);
});

Deno.test("scope: what has ended by itself is forgotten", async () => {
  const { scope, undone, undo } = setUp();
  const forget = scope.defer(undo("ended"));
  scope.defer(undo("kept"));
  forget();
  forget();
  await scope.close();
  assert.deepEqual(undone, ["kept"]);
});

Deno.test("scope: the signal is aborted before the first undo, when the scope is closed already", async () => {
  const { scope, undone } = setUp();
  const seen: boolean[] = [];
  scope.signal.addEventListener("abort", () => seen.push(scope.closed));
  scope.defer(() => void undone.push(`aborted ${scope.signal.aborted}`));
  assert.equal(scope.closed, false);
  await scope.close();
  assert.deepEqual(seen, [true]);
  assert.deepEqual(undone, ["aborted true"]);
});

Deno.test("scope: a second close waits for the first and undoes nothing twice", async () => {
  const { scope, undone, undo } = setUp();
  const { promise, resolve } = Promise.withResolvers<void>();
  scope.defer(undo("last"));
  scope.defer(() => promise);
  scope.defer(() => void scope.close());
  const first = scope.close();
  let waited = false;
  const second = scope.close().then(() => waited = true);
  await settle();
  assert.equal(waited, false);
  resolve();
  await Promise.all([first, second]);
  assert.deepEqual(undone, ["last"]);
});

Deno.test("scope: what is taken while it closes is undone too, and after it at once", async () => {
  const { scope, undone, undo, failures } = setUp();
  scope.defer(() => void scope.defer(undo("while")));
  await scope.close();
  assert.deepEqual(undone, ["while"]);
  scope.defer(undo("after"));
  scope.defer(() => Promise.reject(new Error("rejected")));
  await settle();
  assert.deepEqual(undone, ["while", "after"]);
  assert.deepEqual(failures, ["rejected"]);
});

Deno.test("scope: a child ends with its parent, in its place", async () => {
  const { scope, undone, undo } = setUp();
  scope.defer(undo("before"));
  const child = scope.child();
  child.defer(undo("within"));
  scope.defer(undo("behind"));
  await scope.close();
  assert.deepEqual(undone, ["behind", "within", "before"]);
  assert.equal(child.signal.aborted, true);
});

Deno.test("scope: a child that ends earlier leaves its parent open and is forgotten", async () => {
  const { scope, undone, undo } = setUp();
  const child = scope.child();
  child.defer(undo("within"));
  await child.close();
  assert.deepEqual([undone, scope.closed], [["within"], false]);
  await scope.close();
  assert.deepEqual(undone, ["within"]);
});

Deno.test("scope: a child of a closed scope undoes at once", async () => {
  const { scope, undone, undo } = setUp();
  await scope.close();
  const child = scope.child();
  child.defer(undo("within"));
  await settle();
  assert.deepEqual([undone, child.closed], [["within"], true]);
});
