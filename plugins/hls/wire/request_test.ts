import assert from "node:assert/strict";
import { keptQuery, readCookie, readDirectives, readTarget } from "./request.ts";

const targets: readonly (readonly [string, ReturnType<typeof readTarget>])[] = [
  ["/", { kind: "nothing" }],
  ["/favicon.ico", { kind: "nothing" }],
  ["//", { kind: "nothing" }],
  ["/%E0%A4%A", { kind: "nothing" }],
  ["/index.m3u8", { kind: "nothing" }],
  ["/cam", { kind: "folder", path: "cam" }],
  ["/cam/1", { kind: "folder", path: "cam/1" }],
  ["/cam/", { kind: "page", path: "cam" }],
  ["/a%20b/", { kind: "page", path: "a b" }],
  ["/cam/hls.min.js", { kind: "script" }],
  ["/cam/hls.min.js.map", { kind: "nothing" }],
  ["/cam/1/index.m3u8", { kind: "file", path: "cam/1", file: "index.m3u8" }],
  ["/cam/x_seg1.ts", { kind: "file", path: "cam", file: "x_seg1.ts" }],
  ["/cam/x_part1.mp", { kind: "file", path: "cam", file: "x_part1.mp4" }],
];

for (const [path, expected] of targets) {
  Deno.test(`request: ${path}`, () => assert.deepEqual(readTarget(path), expected));
}

const directives: readonly (readonly [string, ReturnType<typeof readDirectives>])[] = [
  ["", { segment: undefined, part: undefined, skip: false }],
  ["_HLS_msn=3", { segment: 3, part: undefined, skip: false }],
  ["a=b&_HLS_msn=3&_HLS_part=0&_HLS_skip=YES", { segment: 3, part: 0, skip: true }],
  ["_HLS_skip=v2", { segment: undefined, part: undefined, skip: true }],
  ["_HLS_skip=no", { segment: undefined, part: undefined, skip: false }],
  ["_HLS_part=0", undefined],
  ["_HLS_msn=x", undefined],
  ["_HLS_msn=-1", undefined],
  ["_HLS_msn=1&_HLS_part=1.5", undefined],
  ["_HLS_msn=99999999999999999999", undefined],
];

for (const [query, expected] of directives) {
  Deno.test(`request: directives '${query}'`, () => {
    assert.deepEqual(readDirectives(query), expected);
  });
}

Deno.test("request: of a query only the stream's own parameters are kept", () => {
  const query = "user=a%26b&cookieCheck=1&_HLS_msn=1&session=x&%73ession=y&flag";
  assert.equal(keptQuery(query, false), "user=a%26b&flag");
  assert.equal(keptQuery(query, true), "user=a%26b&_HLS_msn=1&flag");
  assert.equal(keptQuery("", false), "");
  assert.equal(keptQuery("%&=&&", false), "%&=");
});

Deno.test("request: cookies", () => {
  assert.equal(readCookie(null, "a"), undefined);
  assert.equal(readCookie("b=1; a=2;c", "a"), "2");
  assert.equal(readCookie("c; b", "c"), undefined);
});
