import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { systemClock } from "net/clock.ts";
import { listenTcp } from "net/tcp.ts";
import * as stun from "../wire/stun.ts";
import { Agent } from "./agent.ts";
import { hmacSha1, randomTransaction } from "./credentials.ts";
import { TcpPort } from "./tcp_port.ts";
import type { Way } from "./way.ts";

const encoder = new TextEncoder();
const OWN = { ufrag: "own", password: "the password" };

function framed(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(bytes.length >> 8, bytes.length & 0xff, ...bytes);
}

async function readFrame(conn: Deno.Conn): Promise<Uint8Array> {
  const buffer = new Uint8Array(2048);
  for (let used = 0;;) {
    const count = await conn.read(buffer.subarray(used));
    assert.ok(count !== null, "closed");
    used += count;
    const end = 2 + (buffer[0] << 8 | buffer[1]);
    if (used >= 2 && used >= end) return buffer.slice(2, end);
  }
}

function check(password = OWN.password): Uint8Array {
  const attributes = [
    [stun.USERNAME, encoder.encode(`${OWN.ufrag}:other`)],
    [stun.USE_CANDIDATE, new Uint8Array(0)],
  ] as const;
  const key = encoder.encode(password);
  return stun.writeStun(stun.BINDING_REQUEST, randomTransaction(), attributes, key, hmacSha1);
}

function failed(error: unknown): never {
  throw error;
}

/** A port with one peer that is waited for. */
function scene() {
  const port = new TcpPort({ clock: systemClock, queueSize: () => 64 });
  const serving: Promise<void>[] = [];
  const listener = listenTcp("127.0.0.1:0", (conn) => serving.push(port.serve(conn)), failed);
  const way = Promise.withResolvers<Way>();
  const ended = Promise.withResolvers<string>(), heard = Promise.withResolvers<number>();
  const agent = new Agent(OWN, {
    ...{ controlling: false, clock: systemClock, ports: [port], reach: () => [] },
    received: (_, start, end) => heard.resolve(end - start),
    selected: way.resolve,
    failed: ended.resolve,
  });
  return {
    ...{ port, agent, way: way.promise, ended: ended.promise, heard: heard.promise },
    connect: () => Deno.connect({ hostname: "127.0.0.1", port: listener.port }),
    async [Symbol.asyncDispose]() {
      agent.close();
      port.close();
      await listener.close();
      await Promise.all(serving);
    },
  };
}

Deno.test("ICE by TCP: a connection is whose its first check says, and talks both ways", async () => {
  await using one = scene();
  using conn = await one.connect();
  const question = framed(check());
  for (const byte of question.subarray(0, 10)) await conn.write(Uint8Array.of(byte));
  await conn.write(question.subarray(10));
  const answer = stun.parseStun(await readFrame(conn));
  assert.ok(!isMalformed(answer));
  assert.equal(answer.type, stun.BINDING_SUCCESS);
  const way = await one.way;
  assert.equal(way.protocol, "tcp");
  await conn.write(framed(Uint8Array.of(22, 1, 2)));
  assert.equal(await one.heard, 3);
  const bytes = Uint8Array.of(9, 128, 1, 129, 1, 2);
  assert.equal(way.sendAll({ bytes, offsets: [1, 3], sizes: [2, 3] }), 0);
  assert.deepEqual(await readFrame(conn), Uint8Array.of(128, 1));
});

Deno.test("ICE by TCP: when the connection ends, the peer has gone", async () => {
  await using one = scene();
  const conn = await one.connect();
  await conn.write(framed(check()));
  await one.way;
  conn.close();
  assert.equal(await one.ended, "the connection was closed");
});

Deno.test("ICE by TCP: who begins with something else is cut off, who is not genuine gets no answer", async () => {
  await using one = scene();
  using stranger = await one.connect();
  await stranger.write(framed(Uint8Array.of(22, 1, 2, 3)));
  assert.equal(await stranger.read(new Uint8Array(10)), null);
  using liar = await one.connect();
  await liar.write(framed(check("another")));
  await liar.write(framed(Uint8Array.of(22, 1, 2, 3)));
  assert.equal(await liar.read(new Uint8Array(10)), null);
});
