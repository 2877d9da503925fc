import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { parseAddress } from "./address.ts";

const cases: readonly (readonly [
  url: string,
  server: string,
  app: string,
  name: string,
  tcUrl: string,
])[] = [
  ["rtmp://host/live/cam", "host:1935", "live", "cam", "rtmp://host/live"],
  ["rtmps://host/live/cam", "host:1936 TLS", "live", "cam", "rtmps://host/live"],
  ["rtmp://host:7/live", "host:7", "live", "", "rtmp://host:7/live"],
  ["rtmp://[::1]:7/a/b/c/d?x=1", "::1:7", "a/b", "c/d?x=1", "rtmp://[::1]:7/a/b"],
  ["rtmp://host/a/b/c#key", "host:1935", "a/b/c", "key", "rtmp://host/a/b/c"],
  ["rtmp://host/a/?x=1#key", "host:1935", "a", "key?x=1", "rtmp://host/a"],
  ["rtmp://u:p%40w@host/live/cam", "host:1935 u p@w", "live", "cam", "rtmp://host/live"],
  ["RTMP://host", "host:1935", "", "", "RTMP://host/"],
];

for (const [url, server, app, name, tcUrl] of cases) {
  Deno.test(`RTMP address: ${url}`, () => {
    const address = parseAddress(url, 1936);
    assert.ok(!(address instanceof Malformed));
    const { hostname, port, secure, user, password } = address;
    const account = user === "" ? "" : ` ${user} ${password}`;
    assert.equal(`${hostname}:${port}${secure ? " TLS" : ""}${account}`, server);
    assert.deepEqual([address.app, address.name, address.tcUrl], [app, name, tcUrl]);
    assert.ok(!address.url.includes("@") && !address.url.includes("key"));
  });
}

for (const url of ["http://host/x", "rtmp://", "rtmp://host:99999/x", "rtmp://ho st/x"]) {
  Deno.test(`RTMP address: '${url}' is none`, () => {
    assert.ok(parseAddress(url, 1936) instanceof Malformed);
  });
}
