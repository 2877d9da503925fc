import assert from "node:assert/strict";
import { FakeCamera } from "../camera/fake_camera.ts";
import { Heap } from "../process/heap.ts";
import { freePort } from "../process/ports.ts";
import { RtspClient } from "../rtsp/client.ts";
import { assertConsecutive, picture, publishRaw, readRaw, rtp, viewOf } from "../rtsp/media.ts";
import { type Server, withServer } from "../server.ts";

const CYCLES = 1000, WARM_UP = 200, DIRECTLY = 20;
/** Bytes of JavaScript's heap that may stay of all cycles: less than a kilobyte of each. */
const KEPT = 900_000;
/** Milliseconds until the first packet, over what the camera takes by itself. */
const SLOWEST = 300;

Deno.test("a thousand times on demand: nothing is left behind", async () => {
  const api = freePort(), inspector = freePort();
  await using camera = new FakeCamera({ media: (camera) => void play(camera) });
  const directly = await median(DIRECTLY, () => firstPacket(camera.port, camera.url()));
  const text =
    `api: yes\napiAddress: 127.0.0.1:${api}\npaths:\n  cam:\n    source: ${camera.url()}\n` +
    "    sourceOnDemand: yes\n    sourceOnDemandCloseAfter: 0s\n";
  const options = { deno: [`--inspect=127.0.0.1:${inspector}`] };
  await withServer(text, options, async (server) => {
    using heap = await Heap.connect(inspector);
    const cycle = async () => {
      const took = await firstPacket(server.ports.rtsp, server.url("cam"));
      await until(() => camera.open === 0, "the camera is left");
      return took;
    };
    await median(WARM_UP, cycle);
    await settled(api);
    const descriptors = server.descriptors(), used = await heap.used();
    const throughUs = await median(CYCLES, cycle);
    await settled(api);
    await until(() => server.descriptors() <= descriptors, "no more descriptors than before");
    const kept = await heap.used() - used;
    console.log(
      `first packet after ${throughUs.toFixed(1)} ms, of the camera itself after ` +
        `${directly.toFixed(1)} ms; ${kept} bytes kept of ${CYCLES} cycles`,
    );
    assert.ok(throughUs - directly < SLOWEST);
    assert.ok(kept < KEPT, `${kept} bytes more`);
    // Between its requests a reader is nobody who reads: some make two starts of it.
    const starts = server.count("[RTSP source] started on demand").length;
    assert.ok(starts >= WARM_UP + CYCLES);
    assert.equal(camera.connections, DIRECTLY + starts);
  });
});

/** Sends pictures and sound until the camera is left. */
async function play(camera: FakeCamera): Promise<void> {
  const { connections } = camera;
  for (let i = 1; camera.open > 0 && camera.connections === connections; i++) {
    for (const media of [0, 1]) await camera.packet(media, i);
    await pause(5);
  }
}

/** Milliseconds from a reader's first word to its first picture. */
async function firstPacket(port: number, url: string): Promise<number> {
  const begin = performance.now();
  using client = await RtspClient.connect(port);
  await readRaw(client, url);
  await client.until(() => client.blocks.some(({ channel }) => channel === 0), "a picture");
  const took = performance.now() - begin;
  await client.request("TEARDOWN", url);
  await client.finished();
  return took;
}

/** Waits until the API knows of no reader, source, session or connection. */
async function settled(api: number): Promise<void> {
  const get = async (route: string) =>
    await (await fetch(`http://127.0.0.1:${api}/v3/${route}`)).json();
  for (let left = 100;; left--) {
    const path = await get("paths/get/cam");
    const [sessions, connections] = await Promise.all(
      ["rtspsessions/list", "rtspconns/list"].map(get),
    );
    const found = [path.ready, path.readers, sessions.itemCount, connections.itemCount];
    if (left === 0) assert.deepEqual(found, [false, [], 0, 0]);
    if (JSON.stringify(found) === "[false,[],0,0]") return;
    await pause(50);
  }
}

const PATHS = 100;
/** How many of them are pulled from an address of each kind that nothing comes from. */
const DEAD = 10;
/** Milliseconds to play on beside what is tried in vain, again and again. */
const BESIDE = 8000;

Deno.test("a hundred sources, thirty of them dead or mute: the others come at once and play on", async () => {
  using refusing = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using hole = await BlackHole.open();
  const { port: refused } = refusing.addr as Deno.NetAddr,
    { port: silent } = mute.addr as Deno.NetAddr;
  refusing.close();
  await withServer("paths:\n  all_others:\n", {}, async (first) => {
    using publisher = await RtspClient.connect(first.ports.rtsp);
    await publishRaw(publisher, first.url("cam"));
    await using _film = new Film(publisher);
    const urls = Array.from({ length: PATHS }, (_, i) => {
      if (i % 10 === 0) return `rtsp://127.0.0.1:${refused}/cam`;
      if (i % 10 === 3) return `rtsp://127.0.0.1:${silent}/cam`;
      return i % 10 === 6 ? `rtsp://127.0.0.1:${hole.port}/cam` : first.url("cam");
    });
    const paths = urls.map((url, i) => `  p${i}: {source: "${url}", rtspTransport: tcp}\n`);
    const begin = performance.now();
    await withServer(`readTimeout: 2s\npaths:\n${paths.join("")}`, {}, async (server) => {
      const started = performance.now();
      server.expectErrors(/\[path p\d*[036]\] \[RTSP source\]/);
      await server.logs("stream is available and online", PATHS - 3 * DEAD);
      const ready = performance.now();
      console.log(
        `${PATHS - 3 * DEAD} sources ready ${(ready - started).toFixed(0)} ms after the start, ` +
          `which took ${(started - begin).toFixed(0)} ms`,
      );
      await playOn(server, urls.flatMap((url, i) => url === first.url("cam") ? [`p${i}`] : []));
      for (const kind of [0, 3, 6]) {
        await server.logs(new RegExp(`^ERR \\[path p\\d*${kind}\\] \\[RTSP source\\]`), 2 * DEAD);
      }
      assert.equal(server.count("stream is available and online").length, PATHS - 3 * DEAD);
      assert.equal(server.count(/lost|too slow/).length, 0);
    });
  });
});

/** A port that does not answer connections: it has as many waiting as it keeps. */
class BlackHole implements Disposable {
  private constructor(
    private readonly listener: Deno.TcpListener,
    private readonly waiting: readonly Deno.Conn[],
  ) {}

  static async open(): Promise<BlackHole> {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: 1 });
    const { port } = listener.addr, waiting: Deno.Conn[] = [];
    for (;;) {
      const signal = AbortSignal.timeout(300);
      const conn = await Deno.connect({ hostname: "127.0.0.1", port, signal }).catch(() =>
        undefined
      );
      if (!conn) return new BlackHole(listener, waiting);
      waiting.push(conn);
    }
  }

  get port(): number {
    return this.listener.addr.port;
  }

  [Symbol.dispose](): void {
    this.listener.close();
    for (const conn of this.waiting) conn.close();
  }
}

/** Reads some of the paths for a while: none of them loses a packet. */
async function playOn(server: Server, paths: readonly string[]): Promise<void> {
  const readers = await Promise.all(
    [paths[0], paths[paths.length >> 1], paths.at(-1)!].map(async (path) => {
      const reader = await RtspClient.connect(server.ports.rtsp);
      await readRaw(reader, server.url(path));
      return reader;
    }),
  );
  await pause(BESIDE);
  for (const reader of readers) {
    const packets = reader.blocks.filter(({ channel }) => channel === 0).map(viewOf);
    assert.ok(packets.length > 0.8 * BESIDE / FRAME, `${packets.length} pictures`);
    assertConsecutive(packets);
    await reader.finished();
  }
}

const FRAME = 40;

/** Pictures and sound at an even pace, until it goes out of scope. */
class Film implements AsyncDisposable {
  readonly #playing: Promise<void>;
  #stopped = false;

  constructor(private readonly publisher: RtspClient) {
    this.#playing = this.#play();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#playing;
  }

  async #play(): Promise<void> {
    const begin = performance.now(), sound = new Uint8Array(8 * FRAME).fill(0xd5);
    for (let i = 0; !this.#stopped; i++) {
      await this.publisher.sendBlock(0, rtp(96, i, 90 * FRAME * i, picture(i % 25 === 0, 500)));
      await this.publisher.sendBlock(2, rtp(0, i, 8 * FRAME * i, sound));
      await pause(Math.max(0, begin + (i + 1) * FRAME - performance.now()));
    }
  }
}

/** The median of what `take` gives, one after the other. */
async function median(times: number, take: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push(await take());
  return all.toSorted((a, b) => a - b)[times >> 1];
}

async function until(done: () => boolean, what: string): Promise<void> {
  for (const limit = performance.now() + 10_000; !done();) {
    assert.ok(performance.now() < limit, what);
    await pause(1);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
