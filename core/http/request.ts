import { nothingGiven } from "core/auth/method.ts";
import type { Action, AuthFailure, AuthRequest, Credentials } from "core/auth/request.ts";
import { unauthorizedAnswer } from "core/http/answer.ts";
import { readBody } from "core/http/body.ts";
import { httpCredentials } from "core/http/credentials.ts";
import type { Forwarded } from "core/http/proxies.ts";
import type { HttpSurroundings } from "core/http/surroundings.ts";
import type { Logger } from "core/log/logger.ts";
import type { HttpExchange } from "net/http.ts";

/** What an action within core's own HTTP servers is asked for. */
export type HttpAction = Extract<Action, "playback" | "api" | "metrics" | "pprof">;

/** How the server sees one request: who sends it, and from which page. */
export interface Seen extends Forwarded {
  /** `IP:PORT`; the address alone where a trusted proxy tells it. */
  readonly peer: string;
  /** Why it may come from another site's page; undefined where it cannot. */
  foreign(): string | undefined;
  readonly log: Logger;
}

/** A request to a plugin's HTTP server. */
export class HttpRequest {
  /** As it was sent: not decoded, not normalised. */
  readonly path: string;
  /** Raw, without the question mark. */
  readonly query: string;

  constructor(
    private readonly exchange: HttpExchange,
    private readonly seen: Seen,
    private readonly around: HttpSurroundings,
  ) {
    const { url } = exchange.request;
    const begin = url.indexOf("/", url.indexOf("://") + 3), mark = url.indexOf("?", begin);
    this.path = begin < 0 ? "/" : url.slice(begin, mark < 0 ? undefined : mark);
    this.query = mark < 0 ? "" : url.slice(mark + 1);
  }

  get raw(): Request {
    return this.exchange.request;
  }

  get method(): string {
    return this.exchange.request.method;
  }

  /** The client's address without port, behind trusted proxies; empty over a socket of the file system. */
  get ip(): string {
    return this.seen.ip;
  }

  /** The same with its port, where that is known: `IP:PORT`, as log lines have it. */
  get peer(): string {
    return this.seen.peer;
  }

  /** What the client used, as trusted proxies tell it. */
  get scheme(): "http" | "https" {
    return this.seen.scheme;
  }

  /** Has the prefix of the server and of the connection. */
  get log(): Logger {
    return this.seen.log;
  }

  get userAgent(): string {
    return this.raw.headers.get("user-agent") ?? "";
  }

  get credentials(): Credentials {
    const { authJWTInHTTPQuery } = this.around.global();
    return httpCredentials(this.raw.headers, this.query, authJWTInHTTPQuery ?? false);
  }

  /** The answer makes progress: the time it may take begins anew. For bodies that are streamed. */
  touch(): void {
    this.exchange.touch();
  }

  /** Reads the whole body, of so many bytes at most. Rejects with a `BodyError`. */
  body(bytes: number): Promise<Uint8Array> {
    return readBody(this.raw, { bytes, time: this.around.global().readTimeout }, this.around.clock);
  }

  /**
   * Asks whether the client may do `action`: undefined where it may, else the answer to give. Wrong credentials are
   * logged, and answered after a pause.
   */
  async authorize(action: HttpAction, path = ""): Promise<Response | undefined> {
    const question = this.#question(action, path);
    const foreign = action === "playback" ? undefined : await this.#foreign(question);
    if (foreign) this.log.warn(`failed to authenticate: ${foreign.reason}`);
    const result = foreign ?? await this.around.auth.verify(question, this.log);
    return result.ok ? undefined : unauthorizedAnswer(result.ask);
  }

  /**
   * What pages of other sites are refused. They may come with credentials of their own, but neither with what
   * everybody at this address may do, nor with what a browser sends along by itself, without asking first.
   */
  async #foreign(question: AuthRequest): Promise<AuthFailure | undefined> {
    const foreign = this.seen.foreign();
    if (foreign === undefined) return undefined;
    const given = !nothingGiven(question.credentials);
    const unasked = given && this.method === "POST" && !isJson(this.raw.headers);
    const open = await this.around.direct.verify({ ...question, credentials: stranger() });
    if (!open.ok && !unasked) return undefined;
    const way =
      "credentials (and application/json to POST), or an entry of its own in AllowOrigins";
    return {
      ok: false,
      ask: !given,
      reason: `${foreign} is foreign to this server: it needs ${way}`,
    };
  }

  #question(action: HttpAction, path: string): AuthRequest {
    const { query, ip, credentials, userAgent } = this;
    return { action, path, query, protocol: "", id: null, ip, credentials, userAgent };
  }
}

/** Credentials that nobody has: who is let in with them is let in without. */
function stranger(): Credentials {
  return { user: crypto.randomUUID(), password: crypto.randomUUID(), token: "" };
}

function isJson(headers: Headers): boolean {
  return /^application\/json *(?:;|$)/i.test(headers.get("content-type") ?? "");
}
