import { certificate } from "../../test/process/certificate.ts";
import { Heap } from "../../test/process/heap.ts";
import { freePair, freePort } from "../../test/process/ports.ts";
import { type Server, startServer } from "../../test/server.ts";
import { fingerprint } from "../../test/interop/clients/gst_server.ts";
import { AS_SHIPPED } from "../bench/roles/process.ts";

/** Ports of what test/server.ts does not give ports to. */
export interface MorePorts {
  readonly api: number;
  readonly metrics: number;
  readonly playback: number;
  readonly inspector: number;
  /** MPEG-TS by UDP. */
  readonly datagrams: number;
  readonly multicast: number;
}

/** What a reload may change. */
export interface Settings {
  readonly hlsVariant: string;
  /** Counts reloads: a path of that number comes with each. */
  readonly round: number;
}

export const HLS_VARIANTS = ["lowLatency", "fmp4", "mpegts"] as const;

/** Who may do what: `live/…` is everybody's, `private` is for one who knows the password. */
const USERS = `authInternalUsers:
  - user: any
    permissions:
      - {action: publish, path: "~^live/"}
      - {action: read, path: "~^live/"}
      - {action: playback}
      - {action: api}
      - {action: metrics}
  - {user: owner, pass: right, permissions: [{action: publish, path: private}, {action: read}]}
`;

/** The server under load, and what the others on the stage need to reach it. */
export class Stage implements AsyncDisposable {
  private constructor(
    readonly server: Server,
    readonly ports: MorePorts,
    readonly heap: Heap,
    private readonly recordings: string,
    private readonly print: string,
    private readonly http: Deno.HttpClient,
  ) {}

  static async open(): Promise<Stage> {
    const [api, metrics, playback, inspector] = Array.from({ length: 4 }, freePort);
    const ports = {
      ...{ api, metrics, playback, inspector },
      datagrams: freePair(),
      multicast: freePair(),
    };
    const recordings = await Deno.makeTempDir({ prefix: "mediamtx-soak-" });
    const { cert } = await certificate(), print = await fingerprint();
    const http = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(cert)] });
    const first = firstHalf(ports, recordings);
    const options = { tls: true, rtmp: true, srt: true, hls: true, webrtc: true };
    const deno = [...AS_SHIPPED, `--inspect=127.0.0.1:${inspector}`];
    const server = await startServer(first + "paths: {}\n", { ...options, deno });
    const heap = await Heap.connect(inspector);
    const stage = new Stage(server, ports, heap, recordings, print, http);
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
    const paths = { ...this.#paths(), [`live/round${round}`]: {} };
    const text = firstHalf(ports, recordings) + `hlsVariant: ${hlsVariant}\n`;
    return this.server.rewrite(`${text}paths: ${JSON.stringify(paths)}\n`);
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

  /** Streams of publishers, and those that the server pulls from itself while they are asked for. */
  #paths(): Record<string, unknown> {
    const { server, ports, print } = this;
    const pulled = (source: string) => ({
      source,
      sourceOnDemand: true,
      sourceOnDemandCloseAfter: "3s",
    });
    const whep = server.webrtcUrl("live/whip").replace("http", "whep");
    return {
      "live/ts": { source: `udp+mpegts://127.0.0.1:${ports.datagrams}` },
      "live/rtmp": { record: true },
      "live/tcp": { record: true, recordFormat: "mpegts" },
      "live/pulled-rtsp": pulled(server.url("live/rtmp")),
      "live/pulled-rtmp": pulled(server.rtmpUrl("live/tcp")),
      "live/pulled-srt": pulled(server.srtUrl("read:live/ts")),
      "live/pulled-hls": {
        ...pulled(server.hlsUrl("live/tcp", { tls: true })),
        sourceFingerprint: print,
      },
      "live/pulled-whep": pulled(`${whep}whep`),
      "live/forwarding": { forward: [{ dest: server.rtmpUrl("live/forwarded") }] },
      all_others: {},
    };
  }
}

function firstHalf({ api, metrics, playback, multicast }: MorePorts, recordings: string): string {
  return `api: yes
apiAddress: 127.0.0.1:${api}
metrics: yes
metricsAddress: 127.0.0.1:${metrics}
playback: yes
playbackAddress: 127.0.0.1:${playback}
multicastRTPPort: ${multicast}
multicastRTCPPort: ${multicast + 1}
multicastIPRange: 239.77.68.0/24
hlsMuxerCloseAfter: 10s
${USERS}pathDefaults:
  recordPath: "${recordings}/%path/%Y-%m-%d_%H-%M-%S-%f"
  recordSegmentDuration: 3s
  recordDeleteAfter: 20s
`;
}
