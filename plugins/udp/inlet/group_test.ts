import assert from "node:assert/strict";
import { groupOf, type Interface } from "./group.ts";

const INTERFACES: readonly Interface[] = [
  { name: "lo", family: "IPv4", address: "127.0.0.1" },
  { name: "lo", family: "IPv6", address: "::1" },
  { name: "eth0", family: "IPv4", address: "10.0.0.5" },
];

const group = (hostname: string, name = "", interfaces = INTERFACES) =>
  groupOf({ hostname, interface: name }, () => interfaces);

Deno.test("UDP source: groups are received from the interface that is named, or from all", () => {
  const everywhere = { group: "239.0.0.1", interface: "127.0.0.1", others: ["10.0.0.5"] };
  assert.deepEqual(group("239.0.0.1"), everywhere);
  const there = { group: "224.0.0.1", interface: "10.0.0.5", others: [] };
  assert.deepEqual(group("224.0.0.1", "eth0"), there);
});

Deno.test("UDP source: what is no group", () => {
  for (const hostname of ["", "127.0.0.1", "223.0.0.1", "240.0.0.1", "host", "::1"]) {
    assert.equal(group(hostname, "eth0"), undefined, hostname);
  }
});

Deno.test("UDP source: an interface that is not there is an error", () => {
  assert.throws(() => group("239.0.0.1", "wlan7"), /there is no interface 'wlan7'/);
  assert.throws(() => group("239.0.0.1", "", []), /no network/);
});
