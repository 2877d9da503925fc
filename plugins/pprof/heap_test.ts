import assert from "node:assert/strict";
import { heapSamples } from "./heap.ts";

const frame = (functionName: string) => ({ functionName, url: "file:///x.js", lineNumber: 0 });

Deno.test("pprof: memory by the call stack that allocated it", () => {
  const inner = { callFrame: frame("inner"), selfSize: 300, children: [] };
  const outer = { callFrame: frame("outer"), selfSize: 0, children: [inner] };
  const other = { callFrame: frame("other"), selfSize: 5, children: [] };
  const head = { callFrame: frame("(root)"), selfSize: 0, children: [outer, other] };
  const { list, kinds, begin, duration } = heapSamples({ head }, 1000, 60, "file:///");
  assert.deepEqual([kinds, begin, duration], [[["inuse_space", "bytes"]], 1000, 60]);
  assert.deepEqual(list.map(({ stack, values }) => [stack.map(({ name }) => name), values]), [
    [["inner x.js:1", "outer x.js:1"], [300]],
    [["other x.js:1"], [5]],
  ]);
});
