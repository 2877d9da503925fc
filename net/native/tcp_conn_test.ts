import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { listenTcp, type TcpConn } from "net/tcp.ts";
import { NativeTcpConn } from "./tcp_conn.ts";

const ignore = Deno.build.os !== "linux";
if (ignore) console.log("not tested: direct writes to TCP sockets, which are Linux's alone");

/** A connection of a listener on `address` as the server has it, and the client's end. */
async function pair(address: string, hostname: string) {
  const accepted = Promise.withResolvers<TcpConn>();
  const listener = listenTcp(address, accepted.resolve, accepted.reject);
  const client = await Deno.connect({ hostname, port: listener.port });
  const conn = await accepted.promise;
  await listener.close();
  assert.ok(conn instanceof NativeTcpConn, "its descriptor is found");
  return { conn, client };
}

/** Reads `count` bytes. */
async function readAll(client: Deno.Conn, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count;) at += (await client.read(bytes.subarray(at)))!;
  return bytes;
}

for (
  const [address, hostname] of [["127.0.0.1:0", "127.0.0.1"], [":0", "127.0.0.1"], [":0", "::1"]]
) {
  Deno.test({
    name: `TCP, direct: what is sent on ${address} comes to ${hostname}`,
    ignore,
    async fn() {
      const { conn, client } = await pair(address, hostname);
      const bytes = Uint8Array.from({ length: 3000 }, (_, i) => i);
      assert.equal(conn.send(bytes), 3000);
      assert.deepEqual(await readAll(client, 3000), bytes);
      client.close();
      conn.close();
    },
  });
}

Deno.test({
  name: "TCP, direct: the kernel takes what it has room for, and write goes on behind it",
  ignore,
  async fn() {
    const { conn, client } = await pair("127.0.0.1:0", "127.0.0.1");
    const bytes = Uint8Array.from({ length: 20 << 20 }, (_, i) => i * 7 >> 3);
    const sent = conn.send(bytes);
    assert.ok(sent > 0 && sent < bytes.length, `${sent} bytes`);
    assert.equal(conn.send(bytes), 0);
    const rest = (async () => {
      for (let at = sent; at < bytes.length;) at += await conn.write(bytes.subarray(at));
    })();
    const got = await readAll(client, bytes.length);
    await rest;
    assert.equal(Buffer.compare(got, bytes), 0);
    client.close();
    conn.close();
  },
});

Deno.test({
  name: "TCP, direct: nothing is sent on a connection that is closed, nor on its successor",
  ignore,
  async fn() {
    const first = await pair("127.0.0.1:0", "127.0.0.1");
    first.conn.close();
    const second = await pair("127.0.0.1:0", "127.0.0.1");
    assert.equal(first.conn.send(Uint8Array.of(1)), 0);
    assert.equal(second.conn.send(Uint8Array.of(2)), 1);
    assert.deepEqual(await readAll(second.client, 1), Uint8Array.of(2));
    first.client.close(), second.client.close(), second.conn.close();
  },
});

Deno.test({
  name: "TCP, direct: a client that went away takes nothing, and write says why",
  ignore,
  async fn() {
    const { conn, client } = await pair("127.0.0.1:0", "127.0.0.1");
    client.close();
    await conn.read(new Uint8Array(1));
    for (let i = 0; i < 100 && conn.send(new Uint8Array(100_000)) > 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await assert.rejects(conn.write(new Uint8Array(10)), Deno.errors.BrokenPipe);
    conn.close();
  },
});

Deno.test({
  name: "TCP, direct: connections come and go, and each is found",
  ignore,
  async fn() {
    const conns: { conn: NativeTcpConn; client: Deno.TcpConn }[] = [];
    for (let i = 0; i < 60; i++) {
      conns.push(await pair("127.0.0.1:0", "127.0.0.1"));
      if (i % 3 !== 2) continue;
      const [{ conn, client }] = conns.splice(i * 7 % conns.length, 1);
      conn.close(), client.close();
    }
    for (const [i, { conn }] of conns.entries()) conn.send(Uint8Array.of(i));
    for (const [i, { client }] of conns.entries()) {
      assert.deepEqual(await readAll(client, 1), Uint8Array.of(i));
    }
    for (const { conn, client } of conns) conn.close(), client.close();
  },
});
