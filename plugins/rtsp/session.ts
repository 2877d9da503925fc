import type { Logger, Party } from "core/mod.ts";
import { type Conn, refuse, type Reply } from "./conn.ts";
import type { Playing } from "./play.ts";
import type { Publishing } from "./publish.ts";
import type { RtspServer } from "./server.ts";

/** One RTSP session: a publisher or a reader of one path. It owns what it took from the path, until it is destroyed. */
export class Session implements Party {
  readonly id = crypto.randomUUID();
  /** What the client is told: unlike the id, never logged or listed. */
  readonly secret = crypto.randomUUID().replaceAll("-", "");
  readonly created = new Date();
  readonly log: Logger;
  readonly type: string;
  readonly ip: string;
  readonly peer: string;
  query = "";
  /** What it is: neither until ANNOUNCE or the first SETUP was granted. */
  role: Publishing | Playing | undefined;
  /** The connection it was last used through; media of TCP transport go there. */
  conn: Conn | undefined;
  /** When the client last showed that it is there. */
  lastSeen: number;
  #destroyed = false;

  constructor(readonly server: RtspServer, conn: Conn) {
    this.type = server.secure ? "rtspsSession" : "rtspSession";
    this.log = server.log.child(`session ${this.id.slice(0, 8)}`);
    this.ip = conn.ip;
    this.peer = conn.peer;
    this.lastSeen = server.clock.now();
    this.bind(conn);
    this.log.info(`created by ${conn.peer}`);
  }

  /** The value of the Session header. */
  get header(): string {
    return `${this.secret};timeout=${this.server.toldTimeout}`;
  }

  /** Makes `conn` the session's connection. */
  bind(conn: Conn): void {
    this.conn = conn;
    conn.session = this;
  }

  /** A frame of interleaved data came in. */
  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    this.role?.frame(channel, bytes, start, end);
  }

  /** Everything that was read at once has been handed over. */
  readEnded(): void {
    this.lastSeen = this.server.clock.now();
    this.role?.readEnded();
  }

  /** TEARDOWN: the answer goes out before the connection ends. */
  tearDown(conn: Conn): Reply {
    return {
      ...refuse(200, "torn down"),
      after: () => this.destroy(`torn down by ${conn.peer}`, false),
    };
  }

  /** The path, or an operator, ends it. */
  close(reason: string): void {
    this.destroy(`terminated: ${reason}`);
  }

  /** Its connection is gone. Sessions whose media need no connection live on until they time out. */
  connectionLost(conn: Conn): void {
    if (this.conn !== conn) return;
    this.conn = undefined;
    if (!this.role?.outlivesConnection) this.destroy("not in use");
  }

  /** Called about once a second: ends it when the client has been silent for too long. */
  sweep(now: number): void {
    const silence = this.role?.silenceAllowed(this.server) ?? this.server.idleTimeout;
    if (now - this.lastSeen > silence) this.destroy("timed out");
  }

  /** Ends it once: gives back what it holds, closes its connection. */
  destroy(reason: string, closeConn = true): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.server.forget(this);
    this.role?.end();
    if (this.conn) {
      this.conn.session = undefined;
      if (closeConn) this.conn.close(reason);
    }
    this.log.info(`destroyed: ${reason}`);
  }
}
