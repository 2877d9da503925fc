import assert from "node:assert/strict";
import { RtspClient } from "../rtsp/client.ts";
import { fragments, interleaved, publishRaw, readRaw, rtp } from "../rtsp/media.ts";
import { type Server, withServer } from "../server.ts";

/** 25 pictures of 48 packets a second: 13 Mbit/s, which fills what the system keeps for a connection in seconds. */
const FRAME = 40, PACKETS = 48, PAYLOAD = 1400;
/** Milliseconds of media before and beside the reader that stops. */
const ALONE = 2000, BESIDE = 8000;
/** Milliseconds that the delay of others may grow by: the machine is shared. */
const MORE = 20;

Deno.test("a reader that stops reading delays nobody, and what waits for it is bounded", () =>
  withServer("writeTimeout: 3s\npaths:\n  all_others:\n", {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    await readRaw(reader, server.url("cam"));
    const film = new Film(publisher);
    const alone = await film.play(ALONE, reader);
    const memory = residentMemory(server);
    using stopped = await deafReader(server);
    const beside = await film.play(BESIDE, reader);
    await server.log(/reader is too slow, discarding \d+ frames?/);
    await server.log(/\[conn .*\] closed: write timed out/);
    assert.equal(
      server.count(/reader is too slow/).length <= BESIDE / 1000 + 2,
      true,
      "once a second",
    );
    const grown = residentMemory(server) - memory;
    assert.ok(grown < 60_000_000, `${grown} bytes more`);
    assert.ok(beside < alone + MORE, `median delay ${alone} ms alone, ${beside} ms beside it`);
    assert.ok(await reader.open());
    stopped.close();
  }));

/** Reads nothing that it asked for. */
async function deafReader(server: Server): Promise<RtspClient> {
  const client = await RtspClient.connect(server.ports.rtsp, { deaf: true });
  const url = server.url("cam");
  await client.send(
    `SETUP ${url}/trackID=0 RTSP/1.0\r\nCSeq: 1\r\nTransport: ${interleaved(0).Transport}\r\n\r\n` +
      `PLAY ${url} RTSP/1.0\r\nCSeq: 2\r\n\r\n`,
  );
  await server.logs("is reading from path 'cam'", 2);
  return client;
}

/** Pictures at an even pace. */
class Film {
  #frame = 0;
  #sequence = 0;

  constructor(private readonly publisher: RtspClient) {}

  /** Plays for so many milliseconds; gives the median delay of the last packets of pictures at `reader`. */
  async play(duration: number, reader: RtspClient): Promise<number> {
    const delays: number[] = [], end = this.#frame + duration / FRAME;
    const begin = performance.now() - this.#frame * FRAME;
    while (this.#frame < end) {
      const wait = begin + this.#frame * FRAME - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      reader.blocks.length = 0;
      const sent = performance.now();
      await this.#send();
      const last = () => reader.blocks.filter(({ channel }) => channel === 0).length >= PACKETS;
      await reader.until(last, "a picture");
      delays.push(performance.now() - sent);
    }
    return delays.toSorted((a, b) => a - b)[delays.length >> 1];
  }

  async #send(): Promise<void> {
    const payloads = fragments(this.#frame % 25 === 0, PACKETS, PAYLOAD);
    const time = this.#frame * 3600;
    this.#frame++;
    for (const [i, payload] of payloads.entries()) {
      const packet = rtp(96, this.#sequence++, time, payload, i === PACKETS - 1);
      await this.publisher.sendBlock(0, packet);
    }
  }
}

/** Bytes of memory that the server's process holds. */
function residentMemory(server: Server): number {
  const status = Deno.readTextFileSync(`/proc/${server.child.pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024;
}
