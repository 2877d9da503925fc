import assert from "node:assert/strict";
import { baseUrl, setupUrls } from "./control.ts";
import type { Headers } from "./message.ts";

const REQUEST = "rtsp://cam:554/live?profile=1";

/** Headers of the answer, control of the session, base. */
const bases: [Record<string, string>, string | undefined, string][] = [
  [{}, undefined, REQUEST],
  [{}, "*", REQUEST],
  [{}, "", REQUEST],
  [{}, "trackID=9", REQUEST],
  [{ "content-base": "rtsp://cam:554/live/" }, "*", "rtsp://cam:554/live/"],
  [{ "content-base": " rtsp://10.0.0.1/live/ " }, undefined, "rtsp://cam:554/live/"],
  [{ "content-base": "rtsp://u:p@10.0.0.1:99/x?y=1" }, undefined, "rtsp://cam:554/x?y=1"],
  [{ "content-base": "/stream/" }, undefined, "rtsp://cam:554/stream/"],
  [{ "content-base": "" }, undefined, REQUEST],
  [{ "content-base": "live" }, undefined, REQUEST],
  [{ "content-location": "rtsp://cam/alt" }, undefined, "rtsp://cam:554/alt"],
  [
    { "content-base": "http://cam/a", "content-location": "rtsp://cam/b" },
    "*",
    "rtsp://cam:554/b",
  ],
  [{ "content-base": "rtsp://cam/a/" }, "rtsp://cam/agg", "rtsp://cam:554/agg"],
  [{ "content-base": "RTSP://CAM/a" }, undefined, "rtsp://cam:554/a"],
];

/** Base, control of the media, URLs of SETUP. */
const setups: [string, string | undefined, string[]][] = [
  [
    "rtsp://cam:554/live/",
    "trackID=0",
    ["rtsp://cam:554/live/trackID=0", `${REQUEST}/trackID=0`],
  ],
  [REQUEST, "trackID=0", [`${REQUEST}/trackID=0`]],
  [
    "rtsp://cam:554/live",
    "/trackID=0",
    ["rtsp://cam:554/live/trackID=0", `${REQUEST}/trackID=0`],
  ],
  ["rtsp://cam:554/live/", "/t", ["rtsp://cam:554/live/t", `${REQUEST}/t`]],
  ["rtsp://cam:554/live/", "?ctype=video", [
    "rtsp://cam:554/live?ctype=video",
    `${REQUEST}?ctype=video`,
  ]],
  [REQUEST, undefined, [REQUEST]],
  [REQUEST, "*", [REQUEST]],
  [REQUEST, "", [REQUEST]],
  [REQUEST, "rtsp://cam:554/live/video", ["rtsp://cam:554/live/video"]],
  [REQUEST, "rtsp://u:p@10.0.0.1/live/video", [
    "rtsp://cam:554/live/video",
    "rtsp://10.0.0.1/live/video",
  ]],
  [REQUEST, "RTSP://10.0.0.1", ["rtsp://cam:554", "RTSP://10.0.0.1"]],
];

Deno.test("the base is what the server says, at the host we reach it by", () => {
  for (const [given, control, base] of bases) {
    const headers: Headers = new Map(Object.entries(given).map(([name, value]) => [name, [value]]));
    assert.equal(baseUrl(REQUEST, { headers }, control), base, JSON.stringify([given, control]));
  }
});

Deno.test("controls are resolved in the ways that servers mean them", () => {
  for (const [base, control, urls] of setups) {
    assert.deepEqual(setupUrls(base, REQUEST, control), urls, `${control} below ${base}`);
  }
});
