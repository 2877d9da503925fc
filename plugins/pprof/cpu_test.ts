import assert from "node:assert/strict";
import { cpuSamples } from "./cpu.ts";

const frame = (functionName: string, url = "file:///x.js", lineNumber = 9) => ({
  functionName,
  url,
  lineNumber,
});

Deno.test("pprof: CPU time by call stack and line, without idle time", () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame("(root)", ""), hitCount: 0, children: [2, 4, 5] },
      { id: 2, callFrame: frame("outer"), hitCount: 1, children: [3] },
      {
        ...{ id: 3, callFrame: frame("inner", "file:///x.js", 19), hitCount: 4 },
        positionTicks: [{ line: 21, ticks: 1 }, { line: 22, ticks: 2 }],
      },
      { id: 4, callFrame: frame("(idle)", ""), hitCount: 5 },
      { id: 5, callFrame: frame("(garbage collector)", ""), hitCount: 0 },
    ],
    startTime: 1_000_000,
    endTime: 1_100_000,
    samples: [4, 4, 4, 4, 4, 2, 3, 3, 3, 3],
  };
  const { list, kinds, ...rest } = cpuSamples(profile, 7, "file:///");
  assert.deepEqual(rest, { period: 10_000_000, begin: 7, duration: 100 });
  assert.deepEqual(kinds, [["samples", "count"], ["cpu", "nanoseconds"]]);
  assert.deepEqual(
    list.map(({ stack, values }) => [stack.map(({ name, line }) => `${name}@${line}`), values]),
    [
      [["outer x.js:10@10"], [1, 10_000_000]],
      [["inner x.js:20@21", "outer x.js:10@10"], [1, 10_000_000]],
      [["inner x.js:20@22", "outer x.js:10@10"], [2, 20_000_000]],
      [["inner x.js:20@20", "outer x.js:10@10"], [1, 10_000_000]],
    ],
  );
});

Deno.test("pprof: a CPU profile without samples", () => {
  const root = { id: 1, callFrame: frame("(root)", ""), hitCount: 0 };
  const profile = { nodes: [root], startTime: 5, endTime: 5, samples: [] };
  assert.deepEqual(cpuSamples(profile, 0, "").list, []);
});
