import { type Response, writeRequest } from "../../../plugins/rtsp/wire/message.ts";
import { type Frame, Receiver } from "../../../plugins/rtsp/wire/receiver.ts";

/** Bytes of read buffers: a frame of the stream fits several times. */
const BUFFER = 128 * 1024;

/** Transports of readers. */
export const INTERLEAVED = "RTP/AVP/TCP;unicast;interleaved=0-1";
export const datagrams = (rtp: number, rtcp: number) =>
  `RTP/AVP;unicast;client_port=${rtp}-${rtcp}`;

/** An RTSP client. */
export class Client {
  readonly #receiver = new Receiver(BUFFER);
  #cseq = 0;
  #session = "";

  private constructor(readonly conn: Deno.Conn, private readonly url: string) {}

  /** Connects to the host of `url`. */
  static async connect(url: string): Promise<Client> {
    const { hostname, port } = new URL(url.replace(/^rtsp/, "http"));
    return new Client(await Deno.connect({ hostname, port: Number(port) }), url);
  }

  /** Sends a request for the URL with `suffix` and waits for its answer. Throws unless it is 200. */
  async request(
    method: string,
    headers: Record<string, string> = {},
    { suffix = "", body = "" } = {},
  ): Promise<Response> {
    const all: Record<string, string> = { CSeq: `${++this.#cseq}`, ...headers };
    if (this.#session !== "") all.Session = this.#session;
    await writeAll(this.conn, writeRequest(method, this.url + suffix, all, body));
    const answer = await this.#answer();
    if (answer.status !== 200) throw new Error(`${method} ${this.url}: ${answer.status}`);
    this.#session = answer.headers.get("session")?.[0].split(";")[0] ?? this.#session;
    return answer;
  }

  /** Becomes a reader; `transport` is the header of SETUP. */
  async play(transport: string): Promise<void> {
    await this.request("DESCRIBE");
    await this.request("SETUP", { Transport: transport }, { suffix: "/trackID=0" });
    await this.request("PLAY");
  }

  /** Hands on every interleaved frame until the connection ends. */
  async receive(frame: (frame: Frame) => void): Promise<void> {
    do {
      for (let element; (element = this.#receiver.next());) {
        if ("kind" in element && element.kind === "frame") frame(element);
      }
    } while (await this.#read());
  }

  async #answer(): Promise<Response> {
    for (;;) {
      const element = this.#receiver.next();
      if (element && "kind" in element && element.kind === "response") return element;
      if (!element && !await this.#read()) throw new Error("the server closed");
    }
  }

  async #read(): Promise<boolean> {
    const count = await this.conn.read(this.#receiver.space());
    this.#receiver.received(count ?? 0);
    return count !== null;
  }
}

export async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await conn.write(bytes));
}
