import { type Connection } from "core/dump/conn.ts";
import { Dumps } from "core/dump/dumps.ts";
import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import type { Context, Lifetime, Reopenable } from "core/plugin.ts";
import { watchFile } from "net/files.ts";
import { listenTcp, listenTls } from "net/tcp.ts";

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
  /** Another connection in the place of one that was accepted, once it is known for whom it is; rejects with why not. */
  admit?(socket: Connection): Promise<Connection>;
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
    private readonly context: Context<{ readonly dumpPackets: boolean }>,
    private readonly options: TcpServerOptions<C>,
  ) {
    this.log = context.logAs(options.title);
    this.dumps = new Dumps(context.clock, this.log);
    context.defer(() => this.dumps.close());
    context.defer(() => this.#close());
    this.#scheduleSweep();
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
  #listen(lifetime: Lifetime): void {
    const { options } = this, { address, secrets } = options.address();
    const failed = (error: unknown) =>
      this.log.error(`cannot accept a connection: ${messageOf(error)}`);
    const accepted = (socket: Connection) => this.#accept(socket);
    const pem = (file: string) => Deno.readTextFileSync(file);
    const listener = secrets
      ? listenTls(address, pem(secrets.cert), pem(secrets.key), accepted, failed)
      : listenTcp(address, accepted, failed);
    lifetime.defer(() => listener.close());
    for (const file of new Set(secrets && [secrets.cert, secrets.key])) {
      lifetime.defer(watchFile(file, () => void this.#listener?.reopen(), () => {}));
    }
    const besides = options.besides?.() ?? "", several = besides === "" ? "" : "s";
    this.log.info(`started with listener${several} on ${address} (TCP/${options.title})${besides}`);
  }

  #accept(socket: Connection): void {
    const running = this.#serve(socket).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #serve(accepted: Connection): Promise<void> {
    const { dumps, admit, conn: create } = this.options, { context } = this;
    const admitted = admit ? await this.#admit(accepted, admit) : accepted;
    if (!admitted) return;
    const conn = create(context.config.dumpPackets ? this.dumps.conn(dumps, admitted) : admitted);
    const { id, type, log } = conn, event = { type, id, log };
    log.info("opened");
    this.#conns.set(id, conn);
    context.hooks.notify("connOpened", event);
    log.info(`closed: ${await conn.run()}`);
    this.#conns.delete(id);
    context.hooks.notify("connClosed", event);
  }

  /** Undefined where it is not let in, or the plugin stops before. */
  async #admit(
    socket: Connection,
    admit: (socket: Connection) => Promise<Connection>,
  ): Promise<Connection | undefined> {
    const close = () => socket.close(), forget = this.context.defer(close);
    try {
      return await admit(socket);
    } catch (error) {
      this.log.warn(messageOf(error));
      if (!this.context.signal.aborted) close();
      return undefined;
    } finally {
      forget();
    }
  }

  #scheduleSweep(): void {
    const cancel = this.context.clock.setTimer(() => {
      forget();
      const now = this.context.clock.now();
      for (const conn of [...this.#conns.values()]) conn.sweep(now);
      this.options.swept?.(now);
      this.#scheduleSweep();
    }, SWEEP_INTERVAL);
    const forget = this.context.defer(cancel);
  }

  async #close(): Promise<void> {
    for (const conn of [...this.#conns.values()]) conn.close("terminated");
    await Promise.all(this.#running);
  }
}
