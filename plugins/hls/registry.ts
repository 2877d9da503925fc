import type { Access, Context, Logger, PathView } from "core/mod.ts";
import { every } from "net/clock.ts";
import type { HlsConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { Muxer } from "./muxer.ts";
import { type Client, Session } from "./session/session.ts";

/** Milliseconds between two looks at who is idle, and that a client may be silent. */
const SWEEP = 1000, SILENCE = 30_000;
/** Milliseconds after which a muxer that is always wanted is tried again. */
const AGAIN = 10_000;

/** What the server makes of streams, and who watches. */
export class Registry implements Environment {
  readonly log: Logger;
  readonly muxers = new Map<string, Muxer>();
  readonly sessions = new Map<string, Session>();
  readonly #secrets = new Map<string, Session>();
  /** Those of content delivery networks. */
  readonly #shared = new Map<Muxer, Session>();
  /** When muxers that failed are tried again, by path. */
  readonly #again = new Map<string, number>();
  #cancelSweep: (() => void) | undefined;
  #closed = false;

  constructor(private readonly context: Context<HlsConfig>) {
    this.log = context.log;
  }

  get clock() {
    return this.context.clock;
  }

  get config(): HlsConfig {
    return this.context.config;
  }

  get paths() {
    return this.context.paths;
  }

  start(): void {
    this.#cancelSweep = every(this.clock, SWEEP, () => this.#sweep());
    this.remuxAll();
  }

  /** Ends everything; resolves when nothing is left of it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep?.();
    const muxers = [...this.muxers.values()];
    for (const muxer of muxers) muxer.close("terminated");
    await Promise.all(muxers.map(({ gone }) => gone));
  }

  /** The muxer of a path, which begins where there is none. `peer`: who asks for it. */
  muxer(access: Access, peer: string): Muxer {
    const muxer = this.muxers.get(access.name);
    muxer?.touch();
    return muxer ?? this.#create(access, `created (requested by ${peer})`);
  }

  /** The session that a secret belongs to. */
  session(secret: string | null | undefined): Session | undefined {
    return this.#secrets.get(secret ?? "");
  }

  /** That of content delivery networks which watch a path. */
  shared(path: string): Session | undefined {
    const muxer = this.muxers.get(path);
    return muxer && this.#shared.get(muxer);
  }

  /** A session of a client; rejects with a `Refusal` where it cannot begin. */
  async begin(muxer: Muxer, access: Access, client: Client): Promise<Session> {
    const present = client.isCDN ? this.#shared.get(muxer) : undefined;
    if (present) return present;
    const session = new Session(muxer, access, client, () => this.#forget(session));
    this.sessions.set(session.id, session);
    this.#secrets.set(session.secret, session);
    if (client.isCDN) this.#shared.set(muxer, session);
    try {
      await session.start();
      return session;
    } catch (error) {
      session.close("refused");
      throw error;
    }
  }

  /** A stream that is there anyway is prepared before anybody asks, where that is wanted. */
  remux(path: PathView): void {
    const { name, entry, groups } = path;
    if (!this.config.hlsAlwaysRemux || entry.values.sourceOnDemand || this.muxers.has(name)) return;
    this.#again.delete(name);
    const access: Access = { action: "read", name, entry, groups, query: "", user: "" };
    this.#create(access, "created automatically");
  }

  /** The same for all streams. */
  remuxAll(): void {
    for (const path of this.paths.paths.values()) if (path.stream) this.remux(path);
  }

  #create(access: Access, how: string): Muxer {
    const { name } = access;
    const muxer = new Muxer(this, access, how, () => {
      this.#shared.delete(muxer);
      if (this.muxers.get(name) === muxer) this.muxers.delete(name);
      if (this.config.hlsAlwaysRemux) this.#again.set(name, this.clock.now() + AGAIN);
    });
    this.muxers.set(name, muxer);
    if (this.#closed) muxer.close("terminated");
    return muxer;
  }

  #forget(session: Session): void {
    const { id, secret, muxer } = session;
    this.sessions.delete(id);
    this.#secrets.delete(secret);
    if (this.#shared.get(muxer) === session) this.#shared.delete(muxer);
  }

  #sweep(): void {
    const { hlsAlwaysRemux, hlsMuxerCloseAfter } = this.config, now = this.clock.now();
    for (const session of this.sessions.values()) {
      if (session.idle > SILENCE) session.close("not used any more");
    }
    for (const muxer of this.muxers.values()) {
      if (!hlsAlwaysRemux && muxer.idle > hlsMuxerCloseAfter) muxer.close("not used any more");
    }
    for (const [name, at] of this.#again) {
      if (at > now) continue;
      this.#again.delete(name);
      const path = this.paths.paths.get(name);
      if (path?.stream) this.remux(path);
    }
  }
}
