import { type Connection } from "core/dump/conn.ts";
import { Dumps } from "core/dump/dumps.ts";
import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import type { Context, Lifetime, Reopenable } from "core/plugin.ts";
import { trusts } from "core/http/proxies.ts";
import { every } from "net/clock.ts";
import { formatPeer, peerIp } from "net/address.ts";
import { watchFile } from "net/files.ts";
import { listenTcp, listenTls, type TcpListener } from "net/tcp.ts";
import { acceptProxied } from "net/tcp/proxy_protocol.ts";

/** What a plugin makes of a connection that was accepted. */
export interface ServedConn {
  readonly id: string;
  /** `rtspConn`, `rtmpsConn`, … */
  readonly type: string;
  readonly log: Logger;
  /** Serves it until it ends; the reason. Never rejects. */
  run(): Promise<string>;
  /** Ends it. */
  close(reason: string): void;
  /** Called about once a second: whoever takes too long is closed. */
  sweep(now: number): void;
}

/** PEM files. */
export interface Secrets {
  readonly cert: string;
  readonly key: string;
}

export interface TcpServerOptions<C> {
  /** `RTSP`, `RTMPS`, …, as the log has it. */
  readonly title: string;
  /** What the names of its dumps begin with. */
  readonly dumps: string;
  /** Where it listens, and its certificate where it does so with TLS; asked each time it opens. */
  address(): { readonly address: string; readonly secrets?: Secrets };
  /** Where else it listens, for the log. */
  besides?(): string;
  /** Addresses and networks of those who may say on whose behalf they connect (PROXY protocol). */
  trustedProxies(): readonly string[];
  conn(socket: Connection): C;
  /** Called about once a second, behind the connections. */
  swept?(now: number): void;
}

/** Milliseconds between two looks at who has been silent or stuck for too long. */
const SWEEP_INTERVAL = 1000;

/** A TCP server of a plugin, and its connections, which end with the plugin. */
export class TcpServer<C extends ServedConn> {
  readonly log: Logger;
  readonly #conns = new Map<string, C>();
  readonly #running = new Set<Promise<void>>();
  readonly dumps: Dumps;
  #listener: Reopenable | undefined;

  constructor(
    private readonly context: Context<
      { readonly dumpPackets: boolean; readonly readTimeout: number }
    >,
    private readonly options: TcpServerOptions<C>,
  ) {
    this.log = context.logAs(options.title);
    this.dumps = new Dumps(context.clock, this.log);
    context.defer(() => this.dumps.close());
    context.defer(() => this.#close());
    context.defer(every(context.clock, SWEEP_INTERVAL, () => this.#sweep()));
  }

  /** By id. */
  get conns(): ReadonlyMap<string, C> {
    return this.#conns;
  }

  /** Listens, now and anew when the address changes or a certificate is renewed in place. Rejects where it cannot. */
  async start(): Promise<void> {
    this.#listener = await this.context.listen((lifetime) => this.#listen(lifetime));
  }

  /** Connections that were accepted outlive the listener. */
  async #listen(lifetime: Lifetime): Promise<void> {
    const { options } = this, { address, secrets } = options.address();
    const listener = secrets ? await this.#listenTls(address, secrets) : this.#listenTcp(address);
    lifetime.defer(() => listener.close());
    for (const file of new Set(secrets && [secrets.cert, secrets.key])) {
      lifetime.defer(watchFile(file, () => void this.#listener?.reopen(), () => {}));
    }
    const besides = options.besides?.() ?? "", several = besides === "" ? "" : "s";
    this.log.info(`started with listener${several} on ${address} (TCP/${options.title})${besides}`);
  }

  #listenTcp(address: string): TcpListener {
    const accepted = (socket: Connection) => {
      const proxied = this.#trusts()(peerIp(socket.remoteAddr));
      this.#track(proxied ? this.#serveProxied(socket) : this.#serve(socket));
    };
    return listenTcp(address, accepted, (error) => this.#failed(error));
  }

  async #listenTls(address: string, secrets: Secrets): Promise<TcpListener> {
    const [cert, key] = [secrets.cert, secrets.key].map((file) => Deno.readTextFileSync(file));
    const accepted = (socket: Connection) => this.#track(this.#serve(socket));
    if (this.options.trustedProxies().length === 0) {
      return listenTls(address, cert, key, accepted, (error) => this.#failed(error));
    }
    // Node's TLS costs more, and is loaded only here.
    const { listenProxiedTls } = await import("net/tcp/proxied_tls.ts");
    return await listenProxiedTls(address, {
      ...{ cert, key, timeout: this.context.config.readTimeout, trusts: this.#trusts(), accepted },
      failed: (error) => this.log.warn(`proxy: ${messageOf(error)}`),
    });
  }

  #trusts(): (ip: string) => boolean {
    return trusts(this.options.trustedProxies());
  }

  #failed(error: unknown): void {
    this.log.error(`cannot accept a connection: ${messageOf(error)}`);
  }

  #track(serving: Promise<void>): void {
    const failed = (error: unknown) => this.#failed(error);
    const running = serving.catch(failed).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Serves whom a proxy that is trusted connects for. */
  async #serveProxied(socket: Connection): Promise<void> {
    const { clock, config } = this.context;
    let open = true;
    const close = () => {
      if (open) socket.close();
      open = false;
    };
    const cancel = clock.setTimer(close, config.readTimeout), forget = this.context.defer(close);
    try {
      const client = await acceptProxied(socket).finally(() => (cancel(), forget()));
      await this.#serve(client);
    } catch (error) {
      this.log.warn(`proxy ${formatPeer(socket.remoteAddr)}: ${messageOf(error)}`);
      close();
    }
  }

  async #serve(accepted: Connection): Promise<void> {
    const { options: { dumps, conn: create }, context } = this;
    const conn = create(context.config.dumpPackets ? this.dumps.conn(dumps, accepted) : accepted);
    const { id, type, log } = conn, event = { type, id, log };
    log.info("opened");
    this.#conns.set(id, conn);
    context.hooks.notify("connOpened", event);
    log.info(`closed: ${await conn.run()}`);
    this.#conns.delete(id);
    context.hooks.notify("connClosed", event);
  }

  #sweep(): void {
    const now = this.context.clock.now();
    for (const conn of [...this.#conns.values()]) conn.sweep(now);
    this.options.swept?.(now);
  }

  async #close(): Promise<void> {
    for (const conn of [...this.#conns.values()]) conn.close("terminated");
    await Promise.all(this.#running);
  }
}
