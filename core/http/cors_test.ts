import assert from "node:assert/strict";
import { corsOf } from "core/http/cors.ts";

const ANY = "*";
const CASES: [allowed: string[], origin: string | null, header: string | undefined][] = [
  [[ANY], null, ANY],
  [[ANY], "https://a.com", ANY],
  [[ANY], "null", undefined],
  [[ANY], "nonsense", undefined],
  [[ANY], "https://a.com/path", undefined],
  [[], null, undefined],
  [[], "https://a.com", undefined],
  [["https://a.com"], null, undefined],
  [["https://a.com"], "https://a.com", "https://a.com"],
  [["https://a.com:443"], "https://a.com", "https://a.com"],
  [["https://a.com"], "https://a.com:443", "https://a.com:443"],
  [["http://a.com:80"], "http://a.com", "http://a.com"],
  [["https://a.com"], "HTTPS://A.com", "HTTPS://A.com"],
  [["https://a.com"], "http://a.com", undefined],
  [["https://a.com"], "https://a.com:8443", undefined],
  [["https://a.com"], "https://b.a.com", undefined],
  [["https://a.com"], "https://a.com.evil.org", undefined],
  [["https://a.com", ANY], "https://a.com", "https://a.com"],
  [["https://a.com", ANY], "https://b.com", ANY],
  [["https://*.a.com"], "https://b.a.com", "https://b.a.com"],
  [["https://*.a.com"], "https://c.b.a.com", "https://c.b.a.com"],
  [["https://*.a.com"], "https://a.com", "https://a.com"],
  [["https://*.a.com"], "http://b.a.com", "http://b.a.com"],
  [["https://*.a.com"], "https://b-a.com", undefined],
  [["https://*.a.com"], "https://bXa.com", undefined],
  [["https://*.a.com"], "https://b.a.com.evil.org", undefined],
  [["https://*.a.com"], "https://b.a.com:8443", undefined],
  [["https://*.a.com:8443"], "https://b.a.com:8443", "https://b.a.com:8443"],
  [["https://cam*.a.com"], "https://cam1.a.com", "https://cam1.a.com"],
  [["https://cam*.a.com"], "https://tv.a.com", undefined],
  [["https://a.*"], "https://a.org", "https://a.org"],
  [["http://[::1]:3000"], "http://[::1]:3000", "http://[::1]:3000"],
  [["http://localhost:*"], "http://localhost:3000", "http://localhost:3000"],
  [["not an origin"], "https://a.com", undefined],
];

for (const [allowed, origin, header] of CASES) {
  Deno.test(`CORS: ${JSON.stringify(allowed)} and the origin ${origin}`, () => {
    assert.equal(corsOf(allowed)(origin), header);
  });
}
