import assert from "node:assert/strict";
import { withServer } from "../server.ts";
import { publish, unable } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { fullTest } from "./clients/level.ts";
import { assertReads } from "./clients/row.ts";

const CLIP = CLIPS["H264, AAC"];
const ALL = "paths:\n  all_others:\n";
const READERS = (["FFmpeg 5", "GStreamer", "FFmpeg 9"] as const)
  .filter((client) => !unable(client, CLIP));

Deno.test("GStreamer publishes, and it and FFmpeg read, through HTTP tunnels", () =>
  withServer(`${ALL}api: no\n`, {}, async (server) => {
    await using _publisher = await publish("GStreamer", CLIP, server.url("cam"), "http");
    await server.log("is publishing to path 'cam'");
    await Promise.all(
      READERS.map((client) =>
        assertReads(server, CLIP, "cam", { client, route: "http" }, "GStreamer")
      ),
    );
    assert.ok(server.count("it goes on as a part of its tunnel").length >= READERS.length + 1);
    await server.logs(/session .* destroyed: /, READERS.length);
  }));

/** RTSP over a WebSocket: requests go one by one, answers and frames come as one row of bytes. */
class WebSocketClient {
  #received = new Uint8Array();
  #wake = () => {};
  readonly closed: Promise<void>;

  private constructor(private readonly socket: WebSocket) {
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }) => {
      this.#received = new Uint8Array([...this.#received, ...new Uint8Array(data)]);
      this.#wake();
    };
    this.closed = new Promise((resolve) => socket.onclose = () => resolve());
  }

  static open(url: string): Promise<WebSocketClient> {
    const socket = new WebSocket(url, "rtsp.onvif.org"), client = new WebSocketClient(socket);
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve(client);
      socket.onerror = () => reject(new Error(`Cannot open ${url}`));
    });
  }

  async ask(request: string): Promise<string> {
    this.#received = new Uint8Array();
    this.socket.send(new TextEncoder().encode(request));
    return await this.until((text) => text.includes("\r\n\r\n"));
  }

  async until(enough: (text: string) => boolean): Promise<string> {
    for (;;) {
      const text = new TextDecoder("latin1").decode(this.#received);
      if (enough(text)) return text;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  close(): void {
    this.socket.close();
  }
}

Deno.test("RTSP over WebSocket: media come by TCP, nothing else is offered", () =>
  withServer(ALL, {}, async (server) => {
    await using publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
    await server.log("is publishing to path 'cam'");
    const url = server.url("cam"), client = await WebSocketClient.open(url.replace("rtsp", "ws"));
    const setup = (transport: string) =>
      client.ask(`SETUP ${url}/trackID=0 RTSP/1.0\r\nCSeq: 2\r\nTransport: ${transport}\r\n\r\n`);
    assert.match(
      await client.ask(`DESCRIBE ${url} RTSP/1.0\r\nCSeq: 1\r\n\r\n`),
      /^RTSP\/1.0 200 /,
    );
    const udp = await setup("RTP/AVP;unicast;client_port=35466-35467");
    assert.match(udp, /^RTSP\/1.0 461 /);
    assert.match(await setup("RTP/AVP/TCP;unicast;interleaved=0-1"), /^RTSP\/1.0 200 /);
    assert.match(await client.ask(`PLAY ${url} RTSP/1.0\r\nCSeq: 3\r\n\r\n`), /^RTSP\/1.0 200 /);
    await client.until((text) => text.split("$\x00").length > 20);
    publisher.kill("SIGINT");
    await client.closed;
    await server.log("destroyed: terminated: the stream ended");
  }));

fullTest(
  "half a tunnel, and other things that speak HTTP, are told so and cost only themselves",
  () =>
    withServer(ALL, {}, async (server) => {
      const { rtsp: port } = server.ports, hostname = "127.0.0.1";
      const answer = await fetch(`http://${hostname}:${port}/cam`);
      await answer.body?.cancel();
      assert.equal(answer.status, 400);
      await server.log("closed: HTTP without x-sessioncookie: it opens no tunnel");
      using half = await Deno.connect({ hostname, port });
      await half.write(new TextEncoder().encode("GET /cam HTTP/1.0\r\nx-sessioncookie: a\r\n\r\n"));
      await server.log("closed: the other half of the tunnel did not come");
      await using _publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
      await server.log("is publishing to path 'cam'");
    }),
);
