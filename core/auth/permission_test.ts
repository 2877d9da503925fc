import assert from "node:assert/strict";
import { type Permission, permits } from "./permission.ts";
import type { Action } from "./request.ts";

const read = (path: string): Permission => ({ action: "read", path });

const cases: [string, Permission[], Action, string, boolean][] = [
  ["no permission at all", [], "read", "cam", false],
  ["another action", [{ action: "publish", path: "" }], "read", "cam", false],
  ["any path", [read("")], "read", "a/b", true],
  ["exact path", [read("cam")], "read", "cam", true],
  ["exact means whole", [read("cam")], "read", "cam1", false],
  ["exact means case", [read("cam")], "read", "Cam", false],
  ["a dot is no expression", [read("c.m")], "read", "cam", false],
  ["expression searched", [read("~am")], "read", "cam1", true],
  ["expression anchored", [read("~^cam\\d$")], "read", "cam1", true],
  ["expression anchored, not fitting", [read("~^cam\\d$")], "read", "xcam1", false],
  ["expression of publish", [{ action: "publish", path: "~^live/" }], "publish", "live/a", true],
  ["expression of playback", [{ action: "playback", path: "~^x" }], "playback", "y", false],
  ["invalid expression never matches", [read("~(")], "read", "(", false],
  ["invalid expression beside a good one", [read("~("), read("cam")], "read", "cam", true],
  ["empty expression", [read("~")], "read", "cam", true],
  ["any of several", [read("a"), { action: "api", path: "" }, read("b")], "read", "b", true],
  ["api ignores the path of the rule", [{ action: "api", path: "cam" }], "api", "", true],
  ["metrics ignores it too", [{ action: "metrics", path: "~(" }], "metrics", "", true],
  ["pprof as well", [{ action: "pprof", path: "x" }], "pprof", "", true],
];

for (const [name, list, action, path, expected] of cases) {
  Deno.test(`permissions: ${name}`, () => assert.equal(permits(list)(action, path), expected));
}
