import assert from "node:assert/strict";
import { Peers } from "net/udp/peers.ts";
import { encodeSockaddr, reach } from "./sockaddr.ts";

/** IP, port, the socket's family, what it is sent to, and how it is read back. */
const cases: readonly [ip: string, port: number, ipv6: boolean, via: string, back: string][] = [
  ["192.0.2.1", 8000, false, "192.0.2.1", "192.0.2.1"],
  ["192.0.2.1", 8000, true, "::ffff:192.0.2.1", "192.0.2.1"],
  ["255.255.255.255", 65535, false, "255.255.255.255", "255.255.255.255"],
  ["::ffff:192.0.2.1", 1, false, "192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", 1, true, "::ffff:192.0.2.1", "192.0.2.1"],
  ["::1", 443, true, "::1", "::1"],
  ["2001:db8:0:0:1::1", 256, true, "2001:db8:0:0:1::1", "2001:db8::1:0:0:1"],
  ["2001:DB8::A", 255, true, "2001:DB8::A", "2001:db8::a"],
];

for (const [ip, port, ipv6, via, back] of cases) {
  Deno.test(`socket addresses: ${ip} on an ${ipv6 ? "IPv6" : "IPv4"} socket`, () => {
    assert.equal(reach(ip, ipv6), via);
    const bytes = encodeSockaddr(via, port), peers = new Peers();
    assert.equal(bytes.length, ipv6 ? 28 : 16);
    const peer = peers.decode(new DataView(bytes.buffer), 0);
    assert.deepEqual(peer, { transport: "udp", hostname: back, port });
    assert.equal(peers.decode(new DataView(bytes.buffer), 0), peer);
    assert.equal(peers.named({ transport: "udp", hostname: back, port }), peer);
  });
}

Deno.test("socket addresses: what cannot be reached", () => {
  assert.throws(() => reach("::1", false), /bound to IPv4/);
  for (const ip of ["", "localhost", "1.2.3", "1.2.3.256", ":::"]) {
    assert.throws(() => reach(ip, true), /not an IP address/);
  }
});

Deno.test("peers: as Deno names them, IPv4 through IPv6 as plain IPv4", () => {
  const peers = new Peers();
  const plain = peers.named({ transport: "udp", hostname: "127.0.0.1", port: 5 });
  assert.equal(peers.named({ transport: "udp", hostname: "::ffff:127.0.0.1", port: 5 }), plain);
  assert.notEqual(peers.named({ transport: "udp", hostname: "127.0.0.1", port: 6 }), plain);
});

Deno.test("peers: forged addresses do not pile up", () => {
  const peers = new Peers();
  const first = peers.named({ transport: "udp", hostname: "192.0.2.1", port: 1 });
  for (let i = 0; i < 5000; i++) {
    peers.named({ transport: "udp", hostname: `10.0.${i >> 8}.${i & 255}`, port: 1 });
  }
  const again = peers.named({ transport: "udp", hostname: "192.0.2.1", port: 1 });
  assert.notEqual(again, first);
  assert.deepEqual(again, first);
});
