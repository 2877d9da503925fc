import assert from "node:assert/strict";
import { Cookies } from "./cookies.ts";

Deno.test("cookies: each goes to its own folder and host, secure ones over TLS or within this machine", () => {
  const cookies = new Cookies();
  const keep = (url: string, ...lines: string[]) =>
    cookies.keep(new URL(url), new Headers(lines.map((line) => ["Set-Cookie", line])));
  const sent = (url: string) => cookies.header(new URL(url));
  keep("http://a/live/index.m3u8", "one=1; HttpOnly", "two=x=y; Path=/; Secure", "broken", "=x");
  assert.equal(sent("http://a/live/sub/segment.ts"), "one=1");
  assert.equal(sent("https://a/other"), "two=x=y");
  assert.equal(sent("http://b/live/segment.ts"), undefined);
  keep("http://a/live/index.m3u8", "one=2");
  assert.equal(sent("http://a/live/"), "one=2");
  keep("http://a/live/index.m3u8", "one=; Max-Age=0");
  assert.equal(sent("http://a/live/"), undefined);
  keep("http://127.0.0.1:8888/cam/index.m3u8", "hlsSession=s; Secure; Partitioned");
  assert.equal(sent("http://127.0.0.1:8888/cam/x.mp4"), "hlsSession=s");
});
