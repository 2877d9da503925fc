import { parseSession } from "../wire/answer.ts";
import { header, type Response } from "../wire/message.ts";
import type { Address } from "./address.ts";
import { Authorization } from "./authorization.ts";
import type { Connection } from "./connection.ts";
import type { Settings } from "./settings.ts";

/** How often one request is made with other credentials: the first try has none, the second may be too late. */
const TRIES = 3;

/** Seconds that a session lives without a request where the server does not say so (RFC 2326 §12.37). */
const DEFAULT_TIMEOUT = 60;
/** Seconds between two signs of life, at least and at most. */
const KEEP_ALIVE_LEAST = 1, KEEP_ALIVE_MOST = 30;

/** Milliseconds that a server has to answer the end of a session. */
const TEARDOWN_PATIENCE = 1000;

/** An RTSP session with another server, over one connection: numbers, credentials, keep-alive, end. */
export class RtspClient {
  /** What PLAY, RECORD and all that follows name. */
  aggregate: string;
  readonly #authorization: Authorization;
  #methods: readonly string[] = [];
  #session = "";
  #timeout = DEFAULT_TIMEOUT;
  #cancelKeepAlive: () => void = () => {};
  #ending: Promise<void> | undefined;

  constructor(
    readonly connection: Connection,
    readonly address: Address,
    private readonly settings: Settings,
  ) {
    this.aggregate = address.url;
    this.#authorization = new Authorization(address.user, address.password);
  }

  /** Asks, again with credentials where the server wants them. Any other answer is the caller's to judge. */
  async ask(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
    body = "",
  ): Promise<Response> {
    for (let attempt = 1;; attempt++) {
      if (this.#ending) throw new Error("the session has ended");
      const answer = await this.connection.request(method, url, {
        ...this.#headers(method, url),
        ...headers,
      }, body);
      this.#noteSession(answer);
      if (answer.status !== 401) return answer;
      if (attempt === TRIES || !this.#authorization.challenged(answer)) {
        throw new Error(`${method}: ${this.#authorizationProblem()}`);
      }
    }
  }

  /** Asks for what must be granted: any status but 2xx is thrown. */
  async demand(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
    body = "",
  ): Promise<Response> {
    const answer = await this.ask(method, url, headers, body);
    if (!granted(answer)) throw refusalOf(method, answer);
    return answer;
  }

  /** Asks what the server can do; those that cannot say so are asked all the same. */
  async options(): Promise<void> {
    const answer = await this.ask("OPTIONS", this.address.url);
    const methods = (answer.headers.get("public") ?? []).join(",");
    this.#methods = methods.split(",").map((method) => method.trim().toUpperCase());
  }

  /**
   * Shows the server that we are there, from now on until the end. `sign` is called with each request for it,
   * `unanswered` where one is not answered.
   */
  keepAlive({ sign, unanswered }: { sign?(): void; unanswered?(reason: string): void }): void {
    if (this.#ending) return;
    let method = this.#methods.includes("GET_PARAMETER") ? "GET_PARAMETER" : "OPTIONS";
    const schedule = () => this.#cancelKeepAlive = this.settings.clock.setTimer(show, period);
    const period = 1000 *
      Math.min(KEEP_ALIVE_MOST, Math.max(KEEP_ALIVE_LEAST, Math.floor(this.#timeout / 2)));
    const show = () => {
      schedule();
      sign?.();
      this.ask(method, this.aggregate).then(
        (answer) => {
          if (!granted(answer)) method = "OPTIONS";
        },
        (error) => unanswered?.(error.message),
      );
    };
    schedule();
  }

  /** Ends the session, if there is one, and the connection. Never rejects; a second call waits for the first. */
  end(): Promise<void> {
    return this.#ending ??= this.#end();
  }

  async #end(): Promise<void> {
    this.#cancelKeepAlive();
    if (this.#session !== "" && !this.connection.closed) await this.#tearDown();
    this.connection.close("terminated");
  }

  async #tearDown(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.settings.clock.setTimer(resolve, TEARDOWN_PATIENCE);
    const headers = this.#headers("TEARDOWN", this.aggregate);
    const answered = this.connection.request("TEARDOWN", this.aggregate, headers).then(
      () => {},
      () => {},
    );
    await Promise.race([answered, late]);
    cancel();
  }

  #headers(method: string, url: string): Record<string, string> {
    const authorization = this.#authorization.header(method, url);
    return {
      ...this.#session !== "" && { Session: this.#session },
      ...authorization !== undefined && { Authorization: authorization },
    };
  }

  #noteSession(answer: Response): void {
    const session = parseSession(header(answer, "session"));
    if (!session) return;
    this.#session = session.id;
    this.#timeout = session.timeout ?? this.#timeout;
  }

  #authorizationProblem(): string {
    const { user, password } = this.address;
    if (user === "" && password === "") return "the server asks for user and password";
    return "the server does not accept user and password";
  }
}

export function granted({ status }: Response): boolean {
  return status >= 200 && status < 300;
}

/** Why a server did not do as asked, in its own words. */
export function refusalOf(method: string, { status, reason }: Response): Error {
  return new Error(`${method}: the server answers ${status} ${reason}`.trimEnd());
}
