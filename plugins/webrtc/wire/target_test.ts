import assert from "node:assert/strict";
import { readTarget, type Target } from "./target.ts";

const session = (action: "read" | "publish", path: string, secret = ""): Target => ({
  kind: "session",
  action,
  path,
  secret,
});

const cases: readonly [string, Target][] = [
  ["/cam", { kind: "folder", path: "cam" }],
  ["/cam/", { kind: "page", name: "read", path: "cam" }],
  ["/live/cam/", { kind: "page", name: "read", path: "live/cam" }],
  ["/cam/publish", { kind: "page", name: "publish", path: "cam" }],
  ["/cam/reader.js", { kind: "script", name: "reader" }],
  ["/any/where/publisher.js", { kind: "script", name: "publisher" }],
  ["/cam/whip", session("publish", "cam")],
  ["/live/cam/whep", session("read", "live/cam")],
  ["/live/cam/whep/abc", session("read", "live/cam", "abc")],
  ["/c%61m%20/whep", session("read", "cam ")],
  ["/whep", { kind: "folder", path: "whep" }],
  ["/", { kind: "nothing" }],
  ["", { kind: "nothing" }],
  ["/favicon.ico", { kind: "nothing" }],
  ["/%zz/", { kind: "nothing" }],
];

Deno.test("what URLs mean", () => {
  for (const [url, target] of cases) assert.deepEqual(readTarget(url), target, url);
});
