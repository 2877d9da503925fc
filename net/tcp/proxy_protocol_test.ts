import assert from "node:assert/strict";
import { acceptProxied, parseProxyHeader, type ProxyHeader } from "./proxy_protocol.ts";

const text = (line: string) => [...new TextEncoder().encode(line)];
const SIGNATURE = [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a];
const TCP4 = [192, 0, 2, 1, 192, 0, 2, 2, 0x04, 0xd2, 0x07, 0x8f];
const TCP6 = [0x20, 1, 0x0d, 0xb8, ...Array(11).fill(0), 1, ...Array(16).fill(0), 4, 0xd2, 7, 0x8f];

const cases: readonly (readonly [string, readonly number[], ProxyHeader["from"]])[] = [
  ["text, IPv4", text("PROXY TCP4 192.0.2.1 192.0.2.2 1234 1935\r\n"), {
    hostname: "192.0.2.1",
    port: 1234,
  }],
  ["text, IPv6", text("PROXY TCP6 2001:db8::1 ::1 1234 1935\r\n"), {
    hostname: "2001:db8::1",
    port: 1234,
  }],
  ["text, unknown", text("PROXY UNKNOWN\r\n"), undefined],
  ["text, unknown with more", text("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), undefined],
  ["binary, IPv4", [...SIGNATURE, 0x21, 0x11, 0, 12, ...TCP4], {
    hostname: "192.0.2.1",
    port: 1234,
  }],
  ["binary, IPv4 and more", [...SIGNATURE, 0x21, 0x11, 0, 15, ...TCP4, 1, 2, 3], {
    hostname: "192.0.2.1",
    port: 1234,
  }],
  ["binary, IPv6", [...SIGNATURE, 0x21, 0x21, 0, 36, ...TCP6], {
    hostname: "2001:db8:0:0:0:0:0:1",
    port: 1234,
  }],
  ["binary, for itself", [...SIGNATURE, 0x20, 0, 0, 0], undefined],
  ["binary, another family", [...SIGNATURE, 0x21, 0x31, 0, 2, 1, 2], undefined],
];

for (const [name, bytes, from] of cases) {
  Deno.test(`PROXY header: ${name}`, () => {
    const all = Uint8Array.from([...bytes, 3, 4, 5]);
    for (let end = 0; end < bytes.length; end++) {
      assert.equal(parseProxyHeader(all.subarray(0, end)), undefined, `${end} bytes`);
    }
    const found = parseProxyHeader(all);
    assert.equal(found?.size, bytes.length);
    assert.deepEqual(found?.from, from);
  });
}

const wrong: readonly (readonly [string, readonly number[]])[] = [
  ["a line without end", text("PROXY TCP4 ".padEnd(200, "1"))],
  ["a port that is none", text("PROXY TCP4 1.2.3.4 1.2.3.4 99999 1\r\n")],
  ["not an address", text("PROXY TCP4 <x> 1.2.3.4 1 1\r\n")],
  ["another version", [...SIGNATURE, 0x31, 0x11, 0, 12, ...TCP4]],
  ["a header that is too long", [...SIGNATURE, 0x21, 0x11, 0xff, 0xff]],
];

for (const [name, bytes] of wrong) {
  Deno.test(`PROXY header: ${name} is refused`, () => {
    assert.throws(() => parseProxyHeader(Uint8Array.from(bytes)), /malformed/);
  });
}

Deno.test("PROXY header: a connection without one is as it was", async () => {
  const chunks = [Uint8Array.of(3), Uint8Array.of(1, 2, 3)];
  const addr = { transport: "tcp", hostname: "127.0.0.1", port: 1 } as const;
  const conn = await acceptProxied({
    localAddr: addr,
    remoteAddr: addr,
    read(into) {
      const chunk = chunks.shift();
      if (chunk) into.set(chunk);
      return Promise.resolve(chunk?.length ?? null);
    },
    write: (bytes) => Promise.resolve(bytes.length),
    close() {},
  });
  assert.equal(conn.remoteAddr, addr);
  const into = new Uint8Array(8);
  assert.equal(await conn.read(into), 1);
  assert.equal(await conn.read(into), 3);
  assert.equal(await conn.read(into), null);
});
