import assert from "node:assert/strict";
import type { Frame, Samples } from "./samples.ts";
import { tableOf } from "./table.ts";

const stack = (...names: string[]): Frame[] =>
  names.map((name) => ({ name, file: "", start: 0, line: 0 }));

const samplesOf = (list: Samples["list"]): Samples => ({
  ...{ kinds: [["inuse_space", "bytes"]], list, period: 1, begin: 0, duration: 0 },
});

Deno.test("pprof: a table of functions, the heaviest first, recursion counted once", () => {
  const samples = samplesOf([
    { stack: stack("a", "b", "a", "main"), values: [3] },
    { stack: stack("b", "main"), values: [10] },
    { stack: stack("b"), values: [1] },
  ]);
  assert.deepEqual(tableOf(samples).split("\n").map((line) => line.trim().split(/ +/)), [
    ["inuse_space:", "14", "bytes"],
    ["flat", "sum", "function"],
    ["11", "14", "b"],
    ["3", "3", "a"],
    ["0", "13", "main"],
    [""],
  ]);
});

Deno.test("pprof: a table is no longer than a page or two", () => {
  const list = Array.from({ length: 500 }, (_, i) => ({ stack: stack(`f${i}`), values: [i] }));
  assert.equal(tableOf(samplesOf(list)).split("\n").length, 103);
});
