import { plugins } from "../../../plugins/mod.ts";
import { freePort } from "../../process/ports.ts";
import { World } from "../world.ts";

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined where it is none. */
  readonly json: unknown;
}

/** What is sent beside method and URL. */
export interface Sent {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A user who may use the API, and one who may not. */
export const USERS = `authInternalUsers:
- {user: admin, pass: secret, permissions: [{action: api}]}
- {user: guest, pass: secret, permissions: [{action: publish}, {action: read}]}
- {user: any, permissions: [{action: publish}, {action: read}]}
`;
export const ADMIN = { Authorization: `Basic ${btoa("admin:secret")}` };
export const GUEST = { Authorization: `Basic ${btoa("guest:secret")}` };

const SERVERS: readonly string[] = ["rtsp", "rtmp", "srt", "webrtc", "api", "recorder"];

/** A server with the API, RTSP, RTMP, SRT, WebRTC and recordings, at ports of its own. */
export class ApiServer implements AsyncDisposable {
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

  private constructor(
    readonly world: World,
    readonly port: number,
    readonly rtsp: number,
    readonly rtmp: number,
    readonly srt: number,
    readonly webrtc: number,
  ) {}

  /** Starts it with further configuration. */
  static async start(yaml = ""): Promise<ApiServer> {
    const port = freePort(), rtsp = freePort(), rtmp = freePort(), srt = freePort();
    const webrtc = freePort(), ice = freePort();
    const own = `api: yes\napiAddress: 127.0.0.1:${port}\nrtspAddress: 127.0.0.1:${rtsp}\n` +
      `rtspTransports: [tcp]\nrtmpAddress: 127.0.0.1:${rtmp}\nsrtAddress: 127.0.0.1:${srt}\n` +
      `webrtcAddress: 127.0.0.1:${webrtc}\nwebrtcLocalUDPAddress: 127.0.0.1:${ice}\n`;
    const wanted = plugins.filter(({ name }) => SERVERS.includes(name));
    const world = await World.of(wanted, plugins, own + yaml);
    await world.start();
    return new ApiServer(world, port, rtsp, rtmp, srt, webrtc);
  }

  /** Sends a request; as `ADMIN` where no headers are given. */
  async ask(method: string, url: string, { body, headers = ADMIN }: Sent = {}): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${this.port}${url}`, {
      method,
      headers,
      client: this.#client,
      ...body !== undefined && { body },
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type") === "application/json; charset=utf-8";
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson && text !== "" ? JSON.parse(text) : undefined,
    };
  }

  /** What a successful GET gives. */
  async get<T = Record<string, unknown>>(url: string): Promise<T> {
    const { status, json, text } = await this.ask("GET", url);
    if (status !== 200) throw new Error(`GET ${url}: ${status} ${text}`);
    return json as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.world.stop();
  }
}
