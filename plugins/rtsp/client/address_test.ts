import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { type Address, parseAddress, redirected } from "./address.ts";

/** Text; URL, secure, host, port, user, password. */
const cases: [string, [string, boolean, string, number, string, string]][] = [
  ["rtsp://cam/live", ["rtsp://cam/live", false, "cam", 554, "", ""]],
  ["rtsps://cam", ["rtsps://cam", true, "cam", 322, "", ""]],
  ["rtsp://cam:8554/a?b=c/d#e", ["rtsp://cam:8554/a?b=c/d", false, "cam", 8554, "", ""]],
  ["rtsp://cam:/a", ["rtsp://cam/a", false, "cam", 554, "", ""]],
  ["RTSP://Cam?x=1", ["RTSP://Cam?x=1", false, "Cam", 554, "", ""]],
  ["rtsp://u:p@cam/live", ["rtsp://cam/live", false, "cam", 554, "u", "p"]],
  ["rtsp://u%40x:p%3A%2f:y@z@cam/", ["rtsp://cam/", false, "cam", 554, "u@x", "p:/:y@z"]],
  ["rtsp://u:100%@cam/", ["rtsp://cam/", false, "cam", 554, "u", "100%"]],
  ["rtsp://u@cam/", ["rtsp://cam/", false, "cam", 554, "u", ""]],
  ["rtsps://[::1]:9/x", ["rtsps://[::1]:9/x", true, "::1", 9, "", ""]],
  ["rtsp://cam/ä b\ud800", ["rtsp://cam/%C3%A4%20b%EF%BF%BD", false, "cam", 554, "", ""]],
];

Deno.test("addresses are taken apart", () => {
  for (const [text, [url, secure, hostname, port, user, password]] of cases) {
    const expected = { url, secure, tunnel: "none", hostname, port, user, password };
    assert.deepEqual(parseAddress(text), expected, text);
  }
  for (
    const [text, tunnel, url, port] of [
      ["rtsp+http://cam/live", "http", "rtsp://cam/live", 554],
      ["rtsps+ws://u:p@cam:9/live", "websocket", "rtsps://cam:9/live", 9],
      ["RTSPS+HTTP://cam", "http", "RTSPS://cam", 322],
    ] as const
  ) {
    const { tunnel: made, ...address } = parseAddress(text) as Address;
    assert.deepEqual([made, address.url, address.port], [tunnel, url, port], text);
  }
  const wrong = [
    "rtsp+udp://cam",
    "",
    "cam",
    "http://cam",
    "rtsp://",
    "rtsp:///x",
    "rtsp://cam:99999",
    "rtsp://a b/",
  ];
  for (const text of wrong) assert.ok(parseAddress(text) instanceof Malformed, text);
});

/** From, Location; URL, user and password, or what is wrong. */
const redirections: [string, string, string, string | undefined][] = [
  ["rtsp://u:p@a:1/x", "rtsp://b/y", "rtsp://b/y", "u:p"],
  ["rtsp://u:p@a:1/x", "rtsp://v:q@b/y", "rtsp://b/y", "v:q"],
  ["rtsp://u:p@a:1/x", "/y?z", "rtsp://a:1/y?z", "u:p"],
  ["rtsp://a/x", "rtsps://b/y", "rtsps://b/y", ":"],
  ["rtsps://a/x", "rtsp://b/y", "redirected to 'rtsp://b/y', which is not encrypted", undefined],
  ["rtsp://a/x", "http://b/y", "redirected to what is not an RTSP URL", undefined],
  ["rtsp://a/x", "", "redirected to what is not an RTSP URL", undefined],
];

Deno.test("redirections keep the credentials, and encryption", () => {
  for (const [from, location, expected, credentials] of redirections) {
    const to = redirected(parseAddress(from) as never, location);
    if (to instanceof Malformed) assert.deepEqual([to.reason, undefined], [expected, credentials]);
    else assert.deepEqual([to.url, `${to.user}:${to.password}`], [expected, credentials]);
  }
});
