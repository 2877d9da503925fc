import { type Context, listed, type Logger, TcpServer } from "core/mod.ts";
import type { RtmpConfig } from "./config.ts";
import { Conn } from "./conn.ts";
import type { Environment } from "./environment.ts";
import { connMetrics, connSchema, viewConn } from "./session/view.ts";

/** The RTMP server: its connections, and what they need of the rest. */
export class RtmpServer implements Environment {
  readonly log: Logger;
  readonly #tcp: TcpServer<Conn>;

  constructor(private readonly context: Context<RtmpConfig>, readonly secure: boolean) {
    this.#tcp = new TcpServer(context, {
      title: secure ? "RTMPS" : "RTMP",
      dumps: "rtmp_server_conn",
      address: () => this.#address(),
      trustedProxies: () => context.config.rtmpTrustedProxies,
      conn: (socket) => new Conn(this, socket),
    });
    this.log = this.#tcp.log;
    this.#register();
  }

  /** Listens for as long as the plugin runs; connections that were accepted outlive a change of the address. */
  listen(): Promise<void> {
    return this.#tcp.start();
  }

  get clock() {
    return this.context.clock;
  }

  get config(): RtmpConfig {
    return this.context.config;
  }

  get paths() {
    return this.context.paths;
  }

  #address() {
    const { rtmpAddress, rtmpsAddress, rtmpServerCert, rtmpServerKey } = this.config;
    return this.secure
      ? { address: rtmpsAddress, secrets: { cert: rtmpServerCert, key: rtmpServerKey } }
      : { address: rtmpAddress };
  }

  #register(): void {
    const name = this.secure ? "rtmps" : "rtmp";
    this.context.sessions.add(listed(`${name}Conn`, `${name}conns`, this.#tcp.conns, {
      metrics: connMetrics(name),
      schema: connSchema,
      view: viewConn,
      kick: (conn) => conn.close("kicked by an operator"),
    }));
  }
}
