import type { Access, Logger, Party } from "core/mod.ts";
import { type BoundSession, type Conn, refuse, type Reply } from "../conn.ts";
import { type Environment, IDLE_TIMEOUT, TOLD_TIMEOUT } from "../environment.ts";
import type { Routes } from "../routes/transport.ts";
import type { Traffic } from "./traffic.ts";
import type { Transport } from "../wire/transport.ts";

/** What a session is: a publisher or a reader. */
export interface Role {
  readonly state: "publish" | "read";
  readonly access: Access;
  readonly routes: Routes;
  readonly traffic: Traffic;
  /** Its media need no connection: it lives until its client is silent for too long. */
  readonly outlivesConnection: boolean;
  /** Milliseconds of silence after which it ends. */
  readonly silenceAllowed: number;
  /** `key`: the header `KeyMgmt`. */
  setup(url: string, transports: readonly Transport[], key: string | undefined): Reply;
  pause(): Reply;
  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  readEnded(): void;
  /** Gives back what it holds. */
  end(): void;
}

/** One RTSP session. It owns what it took from the path, until it is destroyed. */
export class Session implements Party, BoundSession {
  readonly id = crypto.randomUUID();
  /** What the client is told: unlike the id, never logged or listed. */
  readonly secret = crypto.randomUUID().replaceAll("-", "");
  readonly created = new Date();
  readonly log: Logger;
  readonly type: string;
  readonly ip: string;
  readonly peer: string;
  query = "";
  userAgent = "";
  /** Undefined until ANNOUNCE or the first SETUP was granted. */
  role: Role | undefined;
  /** The connection it was last used through; media of TCP transport go there. */
  conn: Conn | undefined;
  #lastSeen: number;
  #destroyed = false;

  /** `forget`: told once, when it is destroyed. */
  constructor(
    readonly environment: Environment,
    conn: Conn,
    private readonly forget: (session: Session) => void,
  ) {
    this.type = environment.secure ? "rtspsSession" : "rtspSession";
    this.log = environment.log.child(`session ${this.id.slice(0, 8)}`);
    this.ip = conn.ip;
    this.peer = conn.peer;
    this.#lastSeen = environment.clock.now();
    this.bind(conn);
    this.log.info(`created by ${conn.peer}`);
  }

  get destroyed(): boolean {
    return this.#destroyed;
  }

  /** The headers that every answer within the session has. */
  get headers(): { Session: string } {
    return { Session: `${this.secret};timeout=${TOLD_TIMEOUT}` };
  }

  /** Makes `conn` the session's connection. */
  bind(conn: Conn): void {
    this.conn = conn;
    conn.session = this;
  }

  /** The client has shown that it is there. */
  seen(): void {
    this.#lastSeen = this.environment.clock.now();
  }

  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.role?.frame(channel, bytes, start, end);
  }

  readEnded(): void {
    this.seen();
    this.role?.readEnded();
  }

  /** TEARDOWN: the answer goes out before the connection ends. */
  tearDown(conn: Conn): Reply {
    const reason = `torn down by ${conn.peer}`;
    return {
      ...refuse(200, "torn down"),
      headers: this.headers,
      after: () => this.destroy(reason, false),
    };
  }

  /** The path, or an operator, ends it. */
  close(reason: string): void {
    this.destroy(`terminated: ${reason}`);
  }

  connectionLost(conn: Conn): void {
    if (this.conn !== conn) return;
    this.conn = undefined;
    if (!this.role?.outlivesConnection) this.destroy("not in use");
  }

  /** Called about once a second: ends it when the client has been silent for too long. */
  sweep(now: number): void {
    const allowed = this.role?.silenceAllowed ?? IDLE_TIMEOUT;
    if (now - this.#lastSeen > allowed) this.destroy("timed out");
  }

  /** Ends it once: gives back what it holds, closes its connection. */
  destroy(reason: string, closeConn = true): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.forget(this);
    this.role?.end();
    if (this.conn) {
      this.conn.session = undefined;
      if (closeConn) this.conn.close(reason);
    }
    this.log.info(`destroyed: ${reason}`);
  }
}
