import { fingerprint } from "../../test/interop/clients/gst_server.ts";
import { clipFile, CLIPS } from "../../test/interop/clients/clips.ts";
import { certificate } from "../../test/process/certificate.ts";
import { Heap } from "../../test/process/heap.ts";
import { freePair, freePort } from "../../test/process/ports.ts";
import { type Server, startServer } from "../../test/server.ts";
import { AS_SHIPPED } from "../bench/roles/process.ts";
import { globals, HLS_VARIANTS, type MorePorts, paths, type Settings } from "./configuration.ts";

/** The server under load, and what the others on the stage need to reach it. */
export class Stage implements AsyncDisposable {
  private constructor(
    readonly server: Server,
    readonly ports: MorePorts,
    readonly heap: Heap,
    private readonly recordings: string,
    readonly print: string,
    readonly film: string,
    private readonly http: Deno.HttpClient,
  ) {}

  static async open(): Promise<Stage> {
    const [api, metrics, playback, inspector, nobody] = Array.from({ length: 5 }, freePort);
    const ports = {
      ...{ api, metrics, playback, inspector, nobody },
      datagrams: freePair(),
      multicast: freePair(),
    };
    const recordings = await Deno.makeTempDir({ prefix: "mediamtx-soak-" });
    const { cert } = await certificate(), film = await clipFile(CLIPS["H264, AAC"]);
    const caCerts = [await Deno.readTextFile(cert)];
    const http = Deno.createHttpClient({ caCerts, poolMaxIdlePerHost: 0 });
    const first = globals(ports, recordings);
    const options = { tls: true, rtmp: true, srt: true, hls: true, webrtc: true };
    const deno = [...AS_SHIPPED, `--inspect=127.0.0.1:${inspector}`];
    const server = await startServer(first + "paths: {}\n", { ...options, deno });
    await server.log("[API] started with listener");
    const heap = await Heap.connect(inspector);
    const stage = new Stage(server, ports, heap, recordings, await fingerprint(), film, http);
    await stage.reset();
    return stage;
  }

  /** The configuration of the beginning: what the API has added is gone. Resolves once it is in force. */
  async reset(): Promise<void> {
    await this.configure({ hlsVariant: HLS_VARIANTS[0], round: 0 });
    for (;;) {
      const answer = await this.api("GET", "/v3/config/paths/get/live/round0");
      await answer.body?.cancel();
      if (answer.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Writes the configuration anew; the server notices by itself. */
  configure({ hlsVariant, round }: Settings): Promise<void> {
    const { ports, recordings } = this;
    const all = { ...paths(this), [`live/round${round}`]: {}, all_others: {} };
    const text = globals(ports, recordings) + `hlsVariant: ${hlsVariant}\n`;
    return this.server.rewrite(`${text}paths: ${JSON.stringify(all)}\n`);
  }

  /** Its answer, by HTTPS as well; the body must be read by whoever asks. */
  fetch(url: string, init: RequestInit = {}): Promise<Response> {
    return fetch(url, { ...init, client: this.http });
  }

  /** What the API answers to a request with JSON. */
  api(method: string, path: string, body?: unknown): Promise<Response> {
    const url = `http://127.0.0.1:${this.ports.api}${path}`;
    if (body === undefined) return this.fetch(url, { method });
    const headers = { "Content-Type": "application/json" };
    return this.fetch(url, { method, headers, body: JSON.stringify(body) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.heap[Symbol.dispose]();
    this.http.close();
    await this.server[Symbol.asyncDispose]();
    await Deno.remove(this.recordings, { recursive: true });
  }
}
