import {
  type Connection,
  type ConnectionEvent,
  type Context,
  Dumps,
  type Lifetime,
  listed,
  type Logger,
  messageOf,
  trusts,
} from "core/mod.ts";
import { formatPeer, peerIp } from "net/address.ts";
import { acceptProxied } from "net/tcp/proxy_protocol.ts";
import { listenTcp, listenTls, type TcpListener } from "net/tcp.ts";
import type { RtmpConfig } from "./config.ts";
import { Conn, type ConnOwner } from "./conn.ts";
import type { Environment } from "./environment.ts";
import { connMetrics, connSchema, viewConn } from "./session/view.ts";

/** Milliseconds between two looks at who has been silent or stuck for too long. */
const SWEEP_INTERVAL = 1000;

/** The RTMP server: its connections, and what they need of the rest. */
export class RtmpServer implements Environment, ConnOwner {
  readonly log: Logger;
  readonly #conns = new Map<string, Conn>();
  readonly #running = new Set<Promise<void>>();
  readonly #dumps: Dumps;

  constructor(private readonly context: Context<RtmpConfig>, readonly secure: boolean) {
    this.log = context.logAs(secure ? "RTMPS" : "RTMP");
    this.#register();
    this.#dumps = new Dumps(context.clock, this.log);
    context.defer(() => this.#dumps.close());
    context.defer(() => this.#close());
    this.#scheduleSweep();
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

  /** Opens the listener until the lifetime ends; connections that were accepted go on. */
  async listen(lifetime: Lifetime): Promise<void> {
    const { rtmpAddress, rtmpsAddress } = this.config;
    const address = this.secure ? rtmpsAddress : rtmpAddress;
    const failed = (error: unknown) =>
      this.log.error(`cannot accept a connection: ${messageOf(error)}`);
    const accepted = (socket: Connection) => this.#accept(socket);
    const listener = !this.secure
      ? listenTcp(address, accepted, failed)
      : this.config.rtmpTrustedProxies.length > 0
      ? await this.#listenBehindProxies(address)
      : listenTls(address, ...this.#certificate(), accepted, failed);
    lifetime.defer(() => listener.close());
    const kind = this.secure ? "RTMPS" : "RTMP";
    this.log.info(`started with listener on ${address} (TCP/${kind})`);
  }

  /** Node's TLS costs more, and is loaded only here. */
  async #listenBehindProxies(address: string): Promise<TcpListener> {
    const { listenProxiedTls } = await import("net/tcp/proxied_tls.ts");
    const [cert, key] = this.#certificate();
    return await listenProxiedTls(address, {
      ...{ cert, key, timeout: this.config.readTimeout },
      trusts: trusts(this.config.rtmpTrustedProxies),
      accepted: (conn) => this.#track(this.#serve(conn)),
      failed: (error) => this.log.warn(`proxy: ${messageOf(error)}`),
    });
  }

  opened(conn: Conn): void {
    this.#conns.set(conn.id, conn);
    this.context.hooks.notify("connOpened", this.#event(conn));
  }

  closed(conn: Conn): void {
    this.#conns.delete(conn.id);
    this.context.hooks.notify("connClosed", this.#event(conn));
  }

  /** PEM texts of certificate and key. */
  #certificate(): [cert: string, key: string] {
    const { rtmpServerCert, rtmpServerKey } = this.config;
    return [Deno.readTextFileSync(rtmpServerCert), Deno.readTextFileSync(rtmpServerKey)];
  }

  #accept(socket: Connection): void {
    const { rtmpTrustedProxies } = this.config;
    const proxied = !this.secure && trusts(rtmpTrustedProxies)(peerIp(socket.remoteAddr));
    this.#track(proxied ? this.#serveProxied(socket) : this.#serve(socket));
  }

  #track(serving: Promise<void>): void {
    const running = serving.finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Serves whom a proxy that is trusted connects for. */
  async #serveProxied(socket: Connection): Promise<void> {
    let open = true;
    const close = () => {
      if (open) socket.close();
      open = false;
    };
    const cancel = this.clock.setTimer(close, this.config.readTimeout);
    const forget = this.context.defer(close);
    try {
      const client = await acceptProxied(socket).finally(() => (cancel(), forget()));
      await this.#serve(client);
    } catch (error) {
      this.log.warn(`proxy ${formatPeer(socket.remoteAddr)}: ${messageOf(error)}`);
      close();
    }
  }

  #serve(accepted: Connection): Promise<void> {
    const socket = this.config.dumpPackets
      ? this.#dumps.conn("rtmp_server_conn", accepted)
      : accepted;
    return new Conn(this, socket).run(this);
  }

  #scheduleSweep(): void {
    const cancel = this.clock.setTimer(() => {
      forget();
      const now = this.clock.now();
      for (const conn of [...this.#conns.values()]) conn.sweep(now);
      this.#scheduleSweep();
    }, SWEEP_INTERVAL);
    const forget = this.context.defer(cancel);
  }

  async #close(): Promise<void> {
    for (const conn of [...this.#conns.values()]) conn.close("terminated");
    await Promise.all(this.#running);
  }

  #event({ type, id, log }: Conn): ConnectionEvent {
    return { type, id, log };
  }

  #register(): void {
    const name = this.secure ? "rtmps" : "rtmp";
    this.context.sessions.add(listed(`${name}Conn`, `${name}conns`, this.#conns, {
      metrics: connMetrics(name),
      schema: connSchema,
      view: viewConn,
      kick: (conn) => conn.close("kicked by an operator"),
    }));
  }
}
