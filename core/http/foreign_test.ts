import assert from "node:assert/strict";
import { foreignOf } from "core/http/foreign.ts";

const ALLOWED = ["*", "https://app.example.com", "https://*.trusted.org"];
const foreign = foreignOf(ALLOWED, "Server.example.net");

const HOME: [origin: string | null, host: string][] = [
  [null, "127.0.0.1:9997"],
  [null, "localhost:9997"],
  [null, "[::1]:9997"],
  [null, "192.168.1.5"],
  [null, "mediamtx:9997"],
  [null, "mediamtx.local:9997"],
  [null, "api.media.svc.cluster.local"],
  [null, "server.example.net:9997"],
  [null, "app.example.com"],
  [null, "api.trusted.org:9997"],
  ["http://localhost:3000", "localhost:9997"],
  ["http://localhost:3000", "127.0.0.1:9997"],
  ["http://127.0.0.1", "[::1]:9997"],
  ["http://192.168.1.5:3000", "192.168.1.5:9997"],
  ["http://mediamtx", "mediamtx:9997"],
  ["https://app.example.com", "127.0.0.1:9997"],
  ["http://x.trusted.org", "127.0.0.1:9997"],
];

const AWAY: [origin: string | null, host: string, what: string][] = [
  ["https://evil.com", "127.0.0.1:9997", "a page of 'https://evil.com'"],
  ["https://evil.com", "localhost:9997", "a page of 'https://evil.com'"],
  ["http://192.168.1.6", "192.168.1.5:9997", "a page of 'http://192.168.1.6'"],
  ["http://localhost:3000", "192.168.1.5:9997", "a page of 'http://localhost:3000'"],
  ["null", "127.0.0.1:9997", "a page of 'null'"],
  ["", "127.0.0.1:9997", "a page of ''"],
  ["http://app.example.com", "127.0.0.1:9997", "a page of 'http://app.example.com'"],
  ["http://evil.com:9997", "evil.com:9997", "the host name 'evil.com'"],
  [null, "evil.com:9997", "the host name 'evil.com'"],
  [null, "EVIL.com.:9997", "the host name 'evil.com'"],
  [null, "127.0.0.1.evil.com", "the host name '127.0.0.1.evil.com'"],
  [null, "localhost.evil.com", "the host name 'localhost.evil.com'"],
  [null, "ev\u0001il.com", "the host name 'ev?il.com'"],
];

for (const [origin, host] of HOME) {
  Deno.test(`foreign: a request of ${origin} to ${host} is at home`, () => {
    assert.equal(foreign(origin, host), undefined);
  });
}

for (const [origin, host, what] of AWAY) {
  Deno.test(`foreign: a request of ${origin} to ${JSON.stringify(host)} is not`, () => {
    assert.equal(foreign(origin, host), what);
  });
}
