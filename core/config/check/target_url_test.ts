import assert from "node:assert/strict";
import fc from "fast-check";
import {
  parseTargetURL,
  schemeOf,
  withoutCredentials,
  withoutPlaceholders,
} from "core/config/check/target_url.ts";

/** Text; user, password, host, port. */
const cases: [string, [string, string, string, number | undefined]][] = [
  ["rtsp://host", ["", "", "host", undefined]],
  ["rtsp://host:8554/a/b?c=d#e", ["", "", "host", 8554]],
  ["rtsp://user:pass@host/x", ["user", "pass", "host", undefined]],
  ["rtsp://user:p@ss:word@host", ["user", "p@ss:word", "host", undefined]],
  ["rtsp://user@host", ["user", "", "host", undefined]],
  ["rtsp://[::1]:554/x", ["", "", "::1", 554]],
  ["udp+mpegts://:1234?interface=eth0", ["", "", "", 1234]],
  ["udp://239.0.0.1:1234", ["", "", "239.0.0.1", 1234]],
  ["rtmp://h/a%20b", ["", "", "h", undefined]],
];

const wrong = [
  "host",
  "rtsp:host",
  "RTSP://host",
  "rtsp://a b/",
  "rtsp://host:99999",
  "rtsp://host:x",
  "rtsp://[::1",
  "rtsp://::1",
  "rtsp://host/%zz",
  "://host",
  "",
];

Deno.test("URLs are taken apart, what is none is refused", () => {
  for (const [text, [username, password, hostname, port]] of cases) {
    const url = parseTargetURL(text);
    const found = url && [url.username, url.password, url.hostname, url.port];
    assert.deepEqual(found, [username, password, hostname, port], text);
  }
  for (const text of wrong) assert.equal(parseTargetURL(text), undefined, text);
  assert.equal(parseTargetURL("srt://h:1?streamid=a%3Db&x=1")?.query.get("streamid"), "a=b");
  fc.assert(fc.property(fc.string(), (text) => void parseTargetURL(`rtsp://${text}`)));
});

Deno.test("schemes, placeholders and credentials are found", () => {
  assert.equal(schemeOf("udp+rtp://x"), "udp+rtp");
  assert.equal(schemeOf("/path"), undefined);
  assert.equal(withoutPlaceholders("rtsp://$G1:$G2/$MTX_PATH?$MTX_QUERY"), "rtsp://1:1/1?1");
  assert.equal(withoutCredentials("found rtsp://u:p@h/x@y"), "found rtsp://***@h/x@y");
});
