import {
  type Access,
  type ConnectionEvent,
  type Context,
  type Lifetime,
  type Logger,
  type Refusal,
  type SessionKind,
} from "core/mod.ts";
import { listenTcp } from "net/tcp.ts";
import { challenges, credentialsOf } from "./auth.ts";
import type { RtspConfig } from "./config.ts";
import { Conn, refuse, type Reply } from "./conn.ts";
import { perform } from "./methods.ts";
import { Session } from "./session.ts";
import { header, type Request } from "./wire/message.ts";
import type { RtspUrl } from "./wire/url.ts";

/** Milliseconds without a sign of life after which a session that does not publish ends; the client is told less. */
const SESSION_TIMEOUT = 60_000, TOLD_SECONDS = 55;

/** Milliseconds between two looks at who has been silent or stuck for too long. */
const SWEEP_INTERVAL = 1000;

/** The RTSP server: its connections and sessions, and what they need of the rest. */
export class RtspServer {
  readonly secure = false;
  readonly idleTimeout = SESSION_TIMEOUT;
  readonly toldTimeout = TOLD_SECONDS;
  readonly #conns = new Map<string, Conn>();
  readonly #sessions = new Map<string, Session>();
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly context: Context<RtspConfig>) {
    context.sessions.add(
      this.#kind("rtspConn", "rtspconns", this.#conns, (c) => c.close("kicked by an operator")),
    );
    context.sessions.add(
      this.#kind(
        "rtspSession",
        "rtspsessions",
        this.#sessions,
        (s) => s.close("kicked by an operator"),
      ),
    );
    context.defer(() => this.#close());
    this.#scheduleSweep();
  }

  get log(): Logger {
    return this.context.log;
  }

  get clock() {
    return this.context.clock;
  }

  get config(): RtspConfig {
    return this.context.config;
  }

  get paths() {
    return this.context.paths;
  }

  /** Accepts connections until the lifetime ends; those accepted go on. */
  listen(lifetime: Lifetime): void {
    const { rtspAddress } = this.config;
    const failed = (error: unknown) => this.log.error(`cannot accept a connection: ${error}`);
    const listener = listenTcp(rtspAddress, (socket) => this.#accept(socket), failed);
    lifetime.defer(() => listener.close());
    this.log.info(`started with listener on ${rtspAddress} (TCP/RTSP)`);
  }

  /** Whether the configuration lets media go by `transport`. */
  allows(transport: "tcp" | "udp" | "multicast"): boolean {
    return this.config.rtspTransports.includes(transport);
  }

  /** Answers a request; undefined for an unknown method. */
  handle(conn: Conn, request: Request): Promise<Reply | undefined> {
    return perform(conn, request);
  }

  /** The session that a client names. */
  session(secret: string): Session | undefined {
    for (const session of this.#sessions.values()) if (session.secret === secret) return session;
    return undefined;
  }

  createSession(conn: Conn): Session {
    const session = new Session(this, conn);
    this.#sessions.set(session.id, session);
    return session;
  }

  forget(session: Session): void {
    this.#sessions.delete(session.id);
  }

  opened(conn: Conn): void {
    this.#conns.set(conn.id, conn);
    this.context.hooks.notify("connOpened", this.#event(conn));
  }

  closed(conn: Conn): void {
    this.#conns.delete(conn.id);
    this.context.hooks.notify("connClosed", this.#event(conn));
  }

  /** Asks core whether the request may use the path; throws a `Refusal`. */
  authorize(
    conn: Conn,
    request: Request,
    action: "publish" | "read",
    url: RtspUrl,
    session: Session | null,
  ): Promise<Access> {
    const { path, query } = url;
    return this.paths.authorize({
      action,
      path,
      query,
      protocol: "rtsp",
      id: (session ?? conn).id,
      ip: conn.ip,
      userAgent: header(request, "user-agent") ?? "",
      credentials: credentialsOf(request, query, this.config.rtspAuthMethods, conn.nonce),
      log: (session ?? conn).log,
    });
  }

  /** The answer to a refusal of core. */
  replyTo(refusal: Refusal, conn: Conn): Reply {
    if (refusal.kind === "credentials needed") {
      const methods = challenges(this.config.rtspAuthMethods, conn.nonce);
      return { status: 401, headers: { "WWW-Authenticate": methods } };
    }
    if (refusal.kind === "not authorised") return refuse(401, "authentication failed");
    return refuse(refusal.kind === "no stream" ? 404 : 400, refusal.message);
  }

  #accept(socket: Deno.Conn): void {
    const running = new Conn(this, socket).run().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #scheduleSweep(): void {
    const cancel = this.clock.setTimer(() => {
      forget();
      const now = this.clock.now();
      for (const conn of [...this.#conns.values()]) conn.sweep(now);
      for (const session of [...this.#sessions.values()]) session.sweep(now);
      this.#scheduleSweep();
    }, SWEEP_INTERVAL);
    const forget = this.context.defer(cancel);
  }

  async #close(): Promise<void> {
    for (const session of [...this.#sessions.values()]) session.destroy("terminated");
    for (const conn of [...this.#conns.values()]) conn.close("terminated");
    await Promise.all(this.#running);
  }

  #event(conn: Conn): ConnectionEvent {
    return { type: "rtspConn", id: conn.id, log: conn.log };
  }

  #kind<T>(
    kind: string,
    route: string,
    all: Map<string, T>,
    end: (one: T) => void,
  ): SessionKind<T> {
    return {
      kind,
      route,
      list: () => all.values(),
      get: (id) => all.get(id),
      kick: (id) => {
        const one = all.get(id);
        if (one) end(one);
        return one !== undefined;
      },
    };
  }
}
