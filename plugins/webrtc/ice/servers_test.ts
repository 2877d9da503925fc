import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { LogLines } from "../../../test/log_lines.ts";
import { addressesOf, hostCandidates } from "./hosts.ts";
import { linksOf, loginOf, serverAddress } from "./servers.ts";

const server = (url: string, username = "", password = "") => ({
  ...{ url, username, password },
  clientOnly: false,
});

Deno.test("servers are told as links, with a log-in of a day where the secret is shared", () => {
  const now = Date.UTC(2026, 0, 1);
  const links = linksOf([server("stun:a:1"), server("turn:b:2", "u", 'p"w')], now);
  assert.deepEqual(links, [
    '<stun:a:1>; rel="ice-server"',
    '<turn:b:2>; rel="ice-server"; username="u"; credential="p\\"w"; credential-type="password"',
  ]);
  const { username, password } = loginOf(server("turn:b:2", "AUTH_SECRET", "secret"), now);
  assert.match(username, new RegExp(`^${now / 1000 + 86400}:[a-z0-9]{20}$`));
  assert.equal(password, createHmac("sha1", "secret").update(username).digest("base64"));
});

Deno.test("where servers are", () => {
  const cases: readonly [string, string, number][] = [
    ["stun:stun.example.org", "stun.example.org", 3478],
    ["turn:192.0.2.1:5000?transport=udp", "192.0.2.1", 5000],
    ["turns:[2001:db8::1]", "2001:db8::1", 5349],
  ];
  for (const [url, host, port] of cases) assert.deepEqual(serverAddress(url), { host, port });
  for (const url of ["http://a", "stun:", "turn:a:b"]) assert.equal(serverAddress(url), undefined);
});

Deno.test("our own addresses: of interfaces, and besides; names that are not known are told", async () => {
  const log = new LogLines(), own = { hostname: "", port: 8189 };
  const settings = { fromInterfaces: true, interfaces: [], additional: ["203.0.113.7"] };
  const all = await hostCandidates(settings, { udp: own, tcp: { ...own, port: 8190 } }, log.log);
  const ips = new Set(all.map(({ ip }) => ip));
  assert.ok(ips.has("127.0.0.1") && ips.has("203.0.113.7"));
  for (const ip of ips) {
    const found = all.filter((one) => one.ip === ip);
    assert.deepEqual(found.map(({ protocol, port }) => `${protocol} ${port}`), [
      "udp 8189",
      "tcp 8190",
    ]);
  }
  const bound = { udp: { hostname: "127.0.0.1", port: 1 } };
  const one = await hostCandidates(settings, bound, log.log);
  assert.deepEqual(one.map(({ ip }) => ip).sort(), ["127.0.0.1", "203.0.113.7"]);
  const none = await hostCandidates(
    { ...settings, interfaces: ["nothing"] },
    { udp: own },
    log.log,
  );
  assert.deepEqual(none.map(({ ip }) => ip), ["203.0.113.7"]);
  assert.deepEqual(log.take(), []);
  assert.deepEqual(await addressesOf("nobody.invalid", log.log), []);
  assert.match(log.take()[0], /^WAR cannot look up 'nobody\.invalid'/);
});
