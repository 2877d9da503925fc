import assert from "node:assert/strict";
import { proxiesOf } from "core/http/proxies.ts";

const TRUSTED = ["10.0.0.0/8", "::1/128"];
const CASES: [peer: string, header: string | undefined, client: string][] = [
  ["1.2.3.4", undefined, "1.2.3.4"],
  ["1.2.3.4", "5.6.7.8", "1.2.3.4"],
  ["10.0.0.1", undefined, "10.0.0.1"],
  ["10.0.0.1", "5.6.7.8", "5.6.7.8"],
  ["::1", "2001:db8::1", "2001:db8::1"],
  ["10.0.0.1", "6.6.6.6, 5.6.7.8", "5.6.7.8"],
  ["10.0.0.1", "5.6.7.8,10.0.0.2 , 10.0.0.3", "5.6.7.8"],
  ["10.0.0.1", "10.0.0.4, 10.0.0.3", "10.0.0.4"],
  ["10.0.0.1", "5.6.7.8, unknown", "10.0.0.1"],
  ["10.0.0.1", "", "10.0.0.1"],
  ["", "5.6.7.8", ""],
];

for (const [peer, header, client] of CASES) {
  Deno.test(`proxies: ${peer || "a unix socket"} with X-Forwarded-For ${header}`, () => {
    const headers = new Headers(header === undefined ? {} : { "X-Forwarded-For": header });
    assert.deepEqual(proxiesOf(TRUSTED)(peer, false, headers), { ip: client, scheme: "http" });
    assert.deepEqual(proxiesOf([])(peer, true, headers), { ip: peer, scheme: "https" });
  });
}

Deno.test("proxies: the scheme is what a trusted one tells", () => {
  const told = (peer: string, scheme: string) =>
    proxiesOf(TRUSTED)(peer, false, new Headers({ "X-Forwarded-Proto": scheme })).scheme;
  assert.equal(told("10.0.0.1", "https"), "https");
  assert.equal(told("10.0.0.1", "gopher"), "http");
  assert.equal(told("1.2.3.4", "https"), "http");
});
