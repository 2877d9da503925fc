import assert from "node:assert/strict";
import { formatPeer, parseAddress, peerIp } from "net/address.ts";
import { listenTcp } from "net/tcp.ts";

const fail = (error: unknown) => assert.fail(String(error));

Deno.test("a listener without host takes IPv4 and IPv6, peers are named without the mapping", async () => {
  const peers: string[] = [];
  const conns: { close(): void }[] = [];
  const listener = listenTcp(":0", (conn) => {
    conns.push(conn);
    peers.push(peerIp(conn.remoteAddr));
    assert.match(formatPeer(conn.remoteAddr), /^(127\.0\.0\.1|\[::1\]):\d+$/);
  }, fail);
  for (const hostname of ["127.0.0.1", "::1"]) {
    const client = await Deno.connect({ hostname, port: listener.port });
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.close();
  }
  await listener.close();
  conns.forEach((conn) => conn.close());
  assert.deepEqual(peers, ["127.0.0.1", "::1"]);
});

Deno.test("an address in use is said so", async () => {
  const first = listenTcp("127.0.0.1:0", () => {}, fail);
  assert.throws(
    () => listenTcp(`127.0.0.1:${first.port}`, () => {}, fail),
    /Cannot listen on 127\.0\.0\.1:\d+ \(TCP\): the address is in use/,
  );
  await first.close();
  await first.close();
});

Deno.test("addresses are HOST:PORT", () => {
  assert.deepEqual(parseAddress(":8554"), { hostname: "", port: 8554 });
  assert.deepEqual(parseAddress("0.0.0.0:1"), { hostname: "0.0.0.0", port: 1 });
  assert.deepEqual(parseAddress("[::1]:65535"), { hostname: "::1", port: 65535 });
  for (const wrong of ["", "8554", "::1:8554", "a:70000", "a:b"]) {
    assert.throws(() => parseAddress(wrong), /Cannot listen on/, wrong);
  }
});
