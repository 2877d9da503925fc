import assert from "node:assert/strict";
import { Heap } from "../process/heap.ts";
import { RtspClient } from "../rtsp/client.ts";
import { picture, publishRaw, readRaw, rtp, SDP, SDP_TYPE } from "../rtsp/media.ts";
import { freePort } from "../process/ports.ts";
import { type Server, withServer } from "../server.ts";

const ALL = "paths:\n  all_others:\n";
const REQUEST = "OPTIONS rtsp://127.0.0.1/cam RTSP/1.0\r\nCSeq: 1\r\n";

/** What no client would say. Each ends its own connection at most. */
const GARBAGE: Readonly<Record<string, string | Uint8Array>> = {
  "nothing": "",
  "zeroes": new Uint8Array(4096),
  "noise": noise(65536),
  "a line without end": "A".repeat(300_000),
  "a header without end": REQUEST + "X: " + "a".repeat(300_000),
  "a header value that is too long": `${REQUEST}X: ${"a".repeat(3000)}\r\n\r\n`,
  "a header name that is too long": `${REQUEST}${"a".repeat(3000)}: x\r\n\r\n`,
  "headers beyond number": `${REQUEST}${"X: y\r\n".repeat(20_000)}\r\n`,
  "a header without colon": `${REQUEST}nonsense\r\n\r\n`,
  "a URL that is too long": `DESCRIBE rtsp://127.0.0.1/${
    "a".repeat(10_000)
  } RTSP/1.0\r\nCSeq: 1\r\n\r\n`,
  "a method that is too long": `${
    "A".repeat(5000)
  } rtsp://127.0.0.1/cam RTSP/1.0\r\nCSeq: 1\r\n\r\n`,
  "a body that is too long": `${REQUEST}Content-Length: 99999999\r\n\r\n`,
  "a negative length": `${REQUEST}Content-Length: -1\r\n\r\n`,
  "a length that is no number": `${REQUEST}Content-Length: many\r\n\r\n`,
  "an unknown method": "FETCH rtsp://127.0.0.1/cam RTSP/1.0\r\nCSeq: 1\r\n\r\n",
  "another protocol": "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "TLS": new Uint8Array([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3, ...noise(500)]),
  "an answer nobody asked for": "RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n",
  "media of no session": new Uint8Array([0x24, 0, 0xff, 0xff, ...noise(65535)]),
  "media that never end": new Uint8Array([0x24, 9, 0xff, 0xff]),
};

Deno.test("garbage ends at most its own connection", async (t) => {
  await withServer(ALL, {}, async (server) => {
    await using steady = await Steady.start(server);
    const before = server.descriptors();
    for (const [name, bytes] of Object.entries(GARBAGE)) {
      await t.step(name, async () => {
        const client = await RtspClient.connect(server.ports.rtsp);
        await client.send(bytes);
        await client.endWriting();
        await client.closed();
        await client.finished();
        await steady.assertAlive();
      });
    }
    await assertDescriptors(server, before);
  });
});

Deno.test("garbage in the middle of a session", () =>
  withServer(ALL, {}, async (server) => {
    await using steady = await Steady.start(server);
    const before = server.descriptors();
    for (const channel of [0, 1, 2, 3, 7]) {
      for (
        const bytes of [
          new Uint8Array(0),
          noise(1),
          noise(11),
          noise(2000),
          rtp(99, 1, 1, noise(50)),
        ]
      ) {
        const client = await RtspClient.connect(server.ports.rtsp);
        await publishRaw(client, server.url(`other${channel}`));
        for (let n = 0; n < 50; n++) await client.sendBlock(channel, bytes);
        assert.ok(await client.open(), "the publisher may go on");
        await client.send(noise(3000));
        await client.closed();
        await client.finished();
      }
    }
    await steady.assertAlive();
    await assertDescriptors(server, before);
  }));

const NAMES = {
  "..": 400,
  "a/../../etc/passwd": 400,
  "%2e%2e": 400,
  "%2e%2e/%2e%2e/etc": 400,
  "a%00b": 400,
  "%ff%fe": 400,
  "a%zz": 400,
  "<script>alert(1)</script>": 400,
  "a%0d%0ax": 400,
  "~^.*$": 400,
  "//": 400,
  "": 400,
} as const;

Deno.test("path names that lead astray are refused", async (t) => {
  await withServer(ALL, {}, async (server) => {
    await using steady = await Steady.start(server);
    for (const [name, status] of Object.entries(NAMES)) {
      await t.step(`'${name}'`, async () => {
        using reader = await RtspClient.connect(server.ports.rtsp);
        assert.equal((await reader.request("DESCRIBE", server.url(name)))?.status, status);
        using publisher = await RtspClient.connect(server.ports.rtsp);
        const announced = await publisher.request("ANNOUNCE", server.url(name), SDP_TYPE, SDP);
        assert.equal(announced?.status, status);
      });
    }
    await t.step("10,000 characters", async () => {
      using client = await RtspClient.connect(server.ports.rtsp);
      assert.equal(await client.request("DESCRIBE", server.url("a".repeat(10_000))), undefined);
    });
    await steady.assertAlive();
  });
});

Deno.test("half-open connections hinder nobody", () =>
  withServer(ALL, {}, async (server) => {
    await using steady = await Steady.start(server);
    const before = server.descriptors();
    const halves = [
      "",
      "D",
      "DESCRIBE rtsp://",
      REQUEST,
      `${REQUEST}Content-Length: 1000\r\n\r\nv=0`,
    ];
    const clients: RtspClient[] = [];
    for (let n = 0; n < 200; n++) {
      const client = await RtspClient.connect(server.ports.rtsp);
      await client.send(halves[n % halves.length]);
      clients.push(client);
    }
    await steady.assertAlive();
    await server.logs(/\[conn .*\] opened/, 2 + 200);
    assert.ok(server.descriptors() >= before + 200);
    await Promise.all(clients.map((client) => client.finished()));
    await steady.assertAlive();
    await assertDescriptors(server, before);
  }));

Deno.test("a request in single bytes, and ten in one piece", () =>
  withServer(ALL, {}, async (server) => {
    using slow = await RtspClient.connect(server.ports.rtsp);
    for (const byte of `${REQUEST}\r\n`) await slow.send(byte);
    assert.equal((await slow.answer())?.status, 200);
    using fast = await RtspClient.connect(server.ports.rtsp);
    await fast.send(`${REQUEST}\r\n`.repeat(10));
    for (let n = 0; n < 10; n++) assert.equal((await fast.answer())?.status, 200);
  }));

Deno.test("a thousand quick connections, three times over, leave nothing behind", async () => {
  const inspector = freePort();
  const deno = [`--inspect=127.0.0.1:${inspector}`];
  await withServer(ALL, { deno }, async (server) => {
    await using steady = await Steady.start(server);
    using heap = await Heap.connect(inspector);
    await quickConnections(server, 1000);
    await server.logs(/\[conn .*\] closed: /, 1000);
    const used = await heap.used(), before = server.descriptors();
    for (let round = 1; round <= 3; round++) {
      await quickConnections(server, 1000);
      await assertDescriptors(server, before);
      await steady.assertAlive();
      const now = await heap.used();
      const growth = `round ${round}: ${used} → ${now} bytes of heap`;
      assert.ok(now < used * 1.1, growth);
    }
  });
});

/** Connects and disconnects in all stages of a conversation, fifty at a time. */
async function quickConnections(server: Server, count: number): Promise<void> {
  const one = async (n: number) => {
    const client = await RtspClient.connect(server.ports.rtsp);
    if (n % 5 === 1) await client.request("OPTIONS", "*");
    if (n % 5 === 2) await client.request("DESCRIBE", server.url("cam"));
    if (n % 5 === 3) await client.request("ANNOUNCE", server.url(`quick${n}`), SDP_TYPE, SDP);
    if (n % 5 === 4) await readRaw(client, server.url("cam"));
    await client.finished();
  };
  for (let n = 0; n < count; n += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - n) }, (_, i) => one(n + i)));
  }
}

/** The server gives descriptors back as soon as it has noticed. */
async function assertDescriptors(server: Server, expected: number): Promise<void> {
  const limit = performance.now() + 10_000;
  while (server.descriptors() > expected && performance.now() < limit) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.ok(
    server.descriptors() <= expected,
    `${server.descriptors()} descriptors, not ${expected}`,
  );
}

/** A publisher and a reader that must not notice anything. */
class Steady implements AsyncDisposable {
  #sent = 0;

  private constructor(
    private readonly publisher: RtspClient,
    private readonly reader: RtspClient,
  ) {}

  static async start(server: Server): Promise<Steady> {
    const publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    const reader = await RtspClient.connect(server.ports.rtsp);
    await readRaw(reader, server.url("cam"));
    return new Steady(publisher, reader);
  }

  /** A picture that is sent now arrives. */
  async assertAlive(): Promise<void> {
    const seen = () => this.reader.blocks.filter(({ channel }) => channel === 0).length;
    const n = this.#sent++;
    await this.publisher.sendBlock(0, rtp(96, n, n * 3600, picture(true, 500)));
    await this.reader.until(() => seen() === n + 1, `picture ${n}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.publisher.finished();
    await this.reader.finished();
  }
}

/** The same noise in each run. */
function noise(length: number): Uint8Array {
  let state = 0x2545f491;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  });
}
