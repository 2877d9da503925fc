import assert from "node:assert/strict";
import { type Frame, frameOf } from "./samples.ts";

const BASE = "file:///opt/server/";

const cases: readonly [functionName: string, url: string, lineNumber: number, frame: Frame][] = [
  ["write", "file:///opt/server/core/stream.ts", 41, {
    name: "write core/stream.ts:42",
    file: "/opt/server/core/stream.ts",
    start: 42,
    line: 42,
  }],
  ["", "file:///opt/server/main.ts", -1, {
    name: "(anonymous) main.ts:0",
    file: "/opt/server/main.ts",
    start: 0,
    line: 0,
  }],
  ["parse", "file:///home/a%20b/npm/yaml/dist/index.js", 0, {
    name: "parse dist/index.js:1",
    file: "/home/a%20b/npm/yaml/dist/index.js",
    start: 1,
    line: 1,
  }],
  ["post", "ext:deno_node/inspector.js", 9, {
    name: "post ext:deno_node/inspector.js:10",
    file: "ext:deno_node/inspector.js",
    start: 10,
    line: 10,
  }],
  ["(garbage collector)", "", -1, {
    name: "(garbage collector)",
    file: "",
    start: 0,
    line: 0,
  }],
  ["", "", -1, { name: "(native)", file: "", start: 0, line: 0 }],
  ["odd", "file:///opt/100%/x.js", 0, {
    name: "odd 100%/x.js:1",
    file: "/opt/100%/x.js",
    start: 1,
    line: 1,
  }],
];

Deno.test("pprof: functions are named by where they are", () => {
  for (const [functionName, url, lineNumber, frame] of cases) {
    assert.deepEqual(frameOf({ functionName, url, lineNumber }, BASE), frame);
  }
});
