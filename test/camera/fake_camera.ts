import { picture, rtp, SDP } from "../rtsp/media.ts";

/** A request as the camera got it; header names in lower case. */
export interface CameraRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** How often the method was asked for so far, this time included. */
  readonly count: number;
}

/** What takes the place of a good answer: raw text; undefined for none at all, null to hang up. */
export type CameraAnswer = string | undefined | null;

/** What a camera does otherwise than a good one. */
export interface Script {
  readonly sdp?: string;
  /** By method, or `*` for all. `usual` is the answer of a good camera; an `*` that gives it leaves it to the method. */
  readonly on?: Readonly<
    Record<string, (request: CameraRequest, camera: FakeCamera, usual: string) => CameraAnswer>
  >;
  /** Sends media in answer to PLAY; three packets of each section unless given. */
  readonly media?: (camera: FakeCamera) => void | Promise<void>;
  /** From now on it reads nothing any more. */
  readonly deaf?: (camera: FakeCamera) => boolean;
}

interface Route {
  readonly channel?: number;
  readonly port?: number;
}

const encoder = new TextEncoder(), decoder = new TextDecoder("latin1");
const HOST = "127.0.0.1";
const GRANTED = /^\0?RTSP\S+ +200/m;
/** Begins a slice header whose first macroblock is number 0. */
const FIRST_SLICE = 0x88;

/** A camera on a local port that does what its script says. Closed when it goes out of scope. */
export class FakeCamera implements AsyncDisposable {
  /** Of all connections. */
  readonly requests: CameraRequest[] = [];
  /** Datagrams that came to its RTP and RTCP ports. */
  readonly received: { rtp: Uint8Array[]; rtcp: Uint8Array[] } = { rtp: [], rtcp: [] };
  /** Interleaved data that came. */
  readonly blocks: { readonly channel: number; readonly bytes: Uint8Array }[] = [];
  /** Connections that were made. */
  connections = 0;
  readonly #open = new Set<Deno.Conn>();
  readonly #routes = new Map<number, Route>();
  readonly #listener = Deno.listen({ hostname: HOST, port: 0 });
  readonly #udp = {
    rtp: Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 }),
    rtcp: Deno.listenDatagram({ transport: "udp", hostname: HOST, port: 0 }),
  };
  readonly #running: Promise<unknown>;
  #last: Deno.Conn | undefined;

  constructor(private readonly script: Script = {}) {
    this.#running = Promise.all([
      this.#accept(),
      this.#receive("rtp"),
      this.#receive("rtcp"),
    ]);
  }

  get port(): number {
    return (this.#listener.addr as Deno.NetAddr).port;
  }

  get ports(): { readonly rtp: number; readonly rtcp: number } {
    const { rtp, rtcp } = this.#udp;
    return { rtp: (rtp.addr as Deno.NetAddr).port, rtcp: (rtcp.addr as Deno.NetAddr).port };
  }

  get open(): number {
    return this.#open.size;
  }

  url(rest = "/live", user = ""): string {
    return `rtsp://${user}${HOST}:${this.port}${rest}`;
  }

  /** What was asked of it, in order: `METHOD URL`, the host left out. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) =>
      `${method} ${url.replace(this.url(""), "")}`.trim()
    );
  }

  /** The values of one header in the requests of a method. */
  headers(method: string, name: string): (string | undefined)[] {
    return this.requests.filter((r) => r.method === method).map((r) => r.headers.get(name));
  }

  /** An answer with CSeq; headers with undefined values are left out. */
  answer(
    request: CameraRequest,
    status: string,
    headers: Readonly<Record<string, string | undefined>> = {},
    body = "",
  ): string {
    const length = body === "" ? undefined : `${encoder.encode(body).length}`;
    const all = { CSeq: request.headers.get("cseq"), ...headers, "Content-Length": length };
    const lines = Object.entries(all).filter(([, value]) => value !== undefined);
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return `RTSP/1.0 ${status}\r\n${head}\r\n${body}`;
  }

  /** Writes to the connection that asked last; harmless where that is closed. */
  async write(data: string | Uint8Array): Promise<void> {
    let rest = typeof data === "string" ? encoder.encode(data) : data;
    try {
      while (rest.length > 0) rest = rest.subarray(await this.#last!.write(rest));
    } catch {
      // Whoever asked has gone.
    }
  }

  /** Sends one picture of video, or a block of sound, by the route that was agreed on. */
  async packet(media: number, sequence: number, key = true): Promise<void> {
    const payload = media === 0 ? picture(key, 100) : new Uint8Array(160).fill(sequence);
    if (media === 0) payload[1] = FIRST_SLICE;
    const ticks = media === 0 ? 3600 : 160;
    await this.send(media, rtp(media === 0 ? 96 : 0, sequence, sequence * ticks, payload));
  }

  /** Sends a packet of a section: RTP, or RTCP by its own port or channel. */
  async send(media: number, bytes: Uint8Array, which: "rtp" | "rtcp" = "rtp"): Promise<void> {
    const { channel, port } = this.#routes.get(media) ?? {}, next = which === "rtp" ? 0 : 1;
    if (channel !== undefined) return await this.write(framed(channel + next, bytes));
    if (port === undefined) return;
    await this.#udp[which].send(bytes, { transport: "udp", hostname: HOST, port: port + next });
  }

  /** Three packets of each section, in turn. */
  async three(): Promise<void> {
    for (const sequence of [1, 2, 3]) {
      for (const media of this.#routes.keys()) await this.packet(media, sequence);
    }
  }

  /** Ends all connections. */
  hangUp(): void {
    for (const conn of [...this.#open]) this.#close(conn);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.#udp.rtp.close();
    this.#udp.rtcp.close();
    this.hangUp();
    await this.#running;
  }

  async #accept(): Promise<void> {
    const serving: Promise<void>[] = [];
    for await (const conn of this.#listener) {
      this.connections++;
      this.#open.add(conn);
      serving.push(this.#serve(conn));
    }
    await Promise.all(serving);
  }

  async #serve(conn: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65536);
    let text = "";
    try {
      for (let n; (n = await conn.read(buffer)) !== null;) {
        text = this.#takeBlocks(text + decoder.decode(buffer.subarray(0, n)));
        for (let end; text[0] !== "$" && (end = text.indexOf("\r\n\r\n")) >= 0;) {
          const length = Number(/^Content-Length: *(\d+)/mi.exec(text.slice(0, end))?.[1] ?? 0);
          if (text.length < end + 4 + length) break;
          const request = this.#parse(text.slice(0, end), text.slice(end + 4, end + 4 + length));
          text = this.#takeBlocks(text.slice(end + 4 + length));
          this.#last = conn;
          if (await this.#serveRequest(request) === false) return this.#close(conn);
        }
        if (this.script.deaf?.(this)) return;
      }
    } catch {
      // A reset is an end as well.
    }
    this.#close(conn);
  }

  /** False to hang up. */
  async #serveRequest(request: CameraRequest): Promise<boolean> {
    const usual = this.#usual(request), { on = {}, media } = this.script;
    let answer: CameraAnswer = on["*"] ? on["*"](request, this, usual) : usual;
    if (answer === usual && on[request.method]) answer = on[request.method](request, this, usual);
    if (answer === null) return false;
    if (answer === undefined) return true;
    this.#note(request, answer);
    await this.write(answer);
    if (request.method === "PLAY" && GRANTED.test(answer)) {
      await (media ? media(this) : this.three());
    }
    return request.method !== "TEARDOWN";
  }

  /** Keeps the interleaved data that `text` begins with; the rest of it. */
  #takeBlocks(text: string): string {
    while (text[0] === "$" && text.length >= 4) {
      const end = 4 + (text.charCodeAt(2) << 8 | text.charCodeAt(3));
      if (text.length < end) break;
      const bytes = Uint8Array.from(text.slice(4, end), (c) => c.charCodeAt(0));
      this.blocks.push({ channel: text.charCodeAt(1), bytes });
      text = text.slice(end);
    }
    return text;
  }

  #parse(head: string, body: string): CameraRequest {
    const [first, ...lines] = head.split("\r\n"), [method, url] = first.split(" ");
    const headers = new Map(lines.map((line): [string, string] => {
      const [name, value] = line.split(/:\s*(.*)/s);
      return [name.toLowerCase(), value];
    }));
    const count = this.requests.filter((r) => r.method === method).length + 1;
    const request = { method, url, headers, body, count };
    this.requests.push(request);
    return request;
  }

  #usual(request: CameraRequest): string {
    switch (request.method) {
      case "OPTIONS":
        return this.answer(request, "200 OK", {
          Public: "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER",
        });
      case "DESCRIBE":
        return this.answer(request, "200 OK", {
          "Content-Base": `${request.url}/`,
          "Content-Type": "application/sdp",
        }, this.script.sdp ?? SDP);
      case "SETUP":
        return this.answer(request, "200 OK", {
          Session: "12345678;timeout=60",
          Transport: this.#agreed(request.headers.get("transport")!),
        });
      default:
        return this.answer(request, "200 OK", { Session: "12345678" });
    }
  }

  #agreed(asked: string): string {
    if (asked.includes("interleaved")) return asked;
    return `${asked};server_port=${this.ports.rtp}-${this.ports.rtcp}`;
  }

  /** Media go where the answers to SETUP say: one section for each, in the order of the description. */
  #note({ method, headers }: CameraRequest, answer: string): void {
    if (method === "DESCRIBE") this.#routes.clear();
    if (method !== "SETUP" || !GRANTED.test(answer)) return;
    const asked = headers.get("transport")!, media = this.#routes.size;
    const [, channel] = /interleaved=(\d+)/.exec(answer) ?? /interleaved=(\d+)/.exec(asked) ?? [];
    const [, port] = /client_port=(\d+)/.exec(asked) ?? [];
    if (channel !== undefined) this.#routes.set(media, { channel: Number(channel) });
    else this.#routes.set(media, { port: Number(port) });
  }

  async #receive(which: "rtp" | "rtcp"): Promise<void> {
    try {
      for (;;) this.received[which].push((await this.#udp[which].receive())[0].slice());
    } catch {
      // Closed.
    }
  }

  #close(conn: Deno.Conn): void {
    if (this.#open.delete(conn)) conn.close();
  }
}

/** A block of interleaved data. */
export function framed(channel: number, bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(4 + bytes.length);
  block.set([0x24, channel, bytes.length >> 8, bytes.length & 0xff]);
  block.set(bytes, 4);
  return block;
}
