import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { openUdp } from "net/udp.ts";
import { BINDING_SUCCESS, parseStun, writeMapped, writeStun } from "../wire/stun.ts";
import { XOR_MAPPED_ADDRESS } from "../wire/stun.ts";
import { ipBytes } from "./ip.ts";
import { UdpPort } from "./udp_port.ts";

const LOCAL = { transport: "udp", hostname: "127.0.0.1" } as const;

function failed(error: unknown): never {
  throw error;
}

Deno.test("a STUN server says where we are seen, one that is silent does not hold us up", async () => {
  let asked = 0;
  const server = openUdp("127.0.0.1:0", {
    failed,
    received(bytes, start, end, from) {
      const question = parseStun(bytes.subarray(start, end));
      assert.ok(!isMalformed(question));
      if (asked++ === 0) return;
      const seen = { ip: ipBytes("203.0.113.9"), port: 4711 };
      const { transaction } = question;
      const mapped = [[XOR_MAPPED_ADDRESS, writeMapped(seen, transaction)]] as const;
      server.send(writeStun(BINDING_SUCCESS, transaction, mapped), from);
    },
  });
  const port = new UdpPort();
  const socket = openUdp("127.0.0.1:0", {
    failed,
    received: (...datagram) => port.received(...datagram),
  });
  port.use(socket);
  const at = { ...LOCAL, port: server.port };
  // The same server may be a relay as well.
  const undo = port.divert(at, () => assert.fail("it was for us"));
  const abort = new AbortController();
  assert.deepEqual(await port.mapped(at, abort.signal), { ip: "203.0.113.9", port: 4711 });
  assert.equal(asked, 2);
  undo();
  const silent = port.mapped({ ...LOCAL, port: socket.port }, abort.signal);
  abort.abort();
  assert.equal(await silent, undefined);
  await Promise.all([socket.close(), server.close()]);
});
