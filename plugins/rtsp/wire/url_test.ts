import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { parseRtspUrl } from "./url.ts";

Deno.test("URLs give path and query", () => {
  const cases: Record<string, [path: string, query: string]> = {
    "rtsp://host:8554/cam": ["cam", ""],
    "rtsp://host/a/b/": ["a/b", ""],
    "rtsps://user:pass@[::1]:8322/cam?x=1&y=2": ["cam", "x=1&y=2"],
    "RTSP://host/cam?x=1/": ["cam", "x=1"],
    "rtsp://host": ["", ""],
    "rtsp://host/caf%C3%A9": ["café", ""],
    "rtsp://host/%2e%2e/x": ["../x", ""],
    "rtsp://host//cam": ["/cam", ""],
  };
  for (const [url, [path, query]] of Object.entries(cases)) {
    assert.deepEqual(parseRtspUrl(url, false), { path, query }, url);
  }
});

Deno.test("URLs of SETUP end in a control, with the query before or behind it", () => {
  const cases: Record<string, [path: string, query: string, control: string]> = {
    "rtsp://host/cam/trackID=0": ["cam", "", "trackID=0"],
    "rtsp://host/a/b/trackID=1": ["a/b", "", "trackID=1"],
    "rtsp://host/cam?x=1/trackID=0": ["cam", "x=1", "trackID=0"],
    "rtsp://host/cam/trackID=0?x=1": ["cam", "x=1", "trackID=0"],
  };
  for (const [url, [path, query, control]] of Object.entries(cases)) {
    assert.deepEqual(parseRtspUrl(url, true), { path, query, control }, url);
  }
});

Deno.test("what is no RTSP URL is malformed", () => {
  for (const url of ["*", "http://host/cam", "rtsp://host/%zz", "/cam"]) {
    assert.ok(parseRtspUrl(url, false) instanceof Malformed, url);
  }
  assert.ok(parseRtspUrl("rtsp://host", true) instanceof Malformed);
});
