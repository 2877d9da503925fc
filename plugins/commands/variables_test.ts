import assert from "node:assert/strict";
import type { PathView } from "core/mod.ts";
import { party } from "../../test/paths.ts";
import {
  connectionVariables,
  pathVariables,
  portVariable,
  queryVariable,
  readerVariables,
  segmentVariables,
  sourceVariables,
} from "./variables.ts";

Deno.test("variables: of a path, the groups of its expression among them", () => {
  const path = { name: "cam/1", groups: ["cam", "1"] } as unknown as PathView;
  assert.deepEqual(pathVariables(path), {
    ...{ MTX_PATH: "cam/1", RTSP_PATH: "cam/1", G1: "cam", G2: "1" },
  });
});

Deno.test("variables: of publishers, readers and connections; a pulled source has an empty id", () => {
  const publisher = party("", [], { type: "testSource", query: "a=b&c=d" });
  assert.deepEqual(sourceVariables(publisher), {
    ...{ MTX_QUERY: "a%3Db%26c%3Dd", MTX_SOURCE_TYPE: "testSource", MTX_SOURCE_ID: "" },
  });
  assert.deepEqual(sourceVariables(undefined), { MTX_QUERY: "" });
  assert.deepEqual(readerVariables(party("7")), {
    ...{ MTX_QUERY: "", MTX_READER_TYPE: "testSession", MTX_READER_ID: "7" },
  });
  const { log } = party("");
  assert.deepEqual(connectionVariables({ type: "testConn", id: "7", log }), {
    ...{ MTX_CONN_TYPE: "testConn", MTX_CONN_ID: "7" },
  });
});

const QUERIES: readonly [raw: string, encoded: string][] = [
  ["", ""],
  ["a=b&c=d", "a%3Db%26c%3Dd"],
  ["a=b%20c", "a%3Db%2520c"],
  ["x='$(id)'!*;`id`", "x%3D%27%24%28id%29%27%21%2A%3B%60id%60"],
  ["-._~", "-._~"],
  ["ü\ud800", "%C3%BC%EF%BF%BD"],
];

for (const [raw, encoded] of QUERIES) {
  Deno.test(`variables: the query ${JSON.stringify(raw)}`, () => {
    assert.deepEqual(queryVariable(raw), { MTX_QUERY: encoded });
  });
}

const DURATIONS: readonly [seconds: number, written: string][] = [
  [3, "3"],
  [2.999999999, "2.999999999"],
  [0.1 + 0.2, "0.3"],
  [0, "0"],
  [3600, "3600"],
];

for (const [duration, written] of DURATIONS) {
  Deno.test(`variables: a segment of ${duration} s`, () => {
    const path = {} as PathView;
    assert.deepEqual(segmentVariables({ path, file: "./a.mp4", duration }), {
      ...{ MTX_SEGMENT_PATH: "./a.mp4", MTX_SEGMENT_DURATION: written },
    });
  });
}

Deno.test("variables: a segment that has just begun has no duration", () => {
  const path = {} as PathView;
  assert.deepEqual(segmentVariables({ path, file: "a" }), { MTX_SEGMENT_PATH: "a" });
});

Deno.test("variables: the port of an address", () => {
  assert.deepEqual(portVariable(":8554"), { RTSP_PORT: "8554" });
  assert.deepEqual(portVariable("[::1]:554"), { RTSP_PORT: "554" });
  assert.deepEqual(portVariable(undefined), {});
});
