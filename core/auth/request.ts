import type { Logger } from "core/log/logger.ts";

export type Action = "publish" | "read" | "playback" | "api" | "metrics" | "pprof";

/** One question to the authenticator. */
export interface AuthRequest {
  readonly action: Action;
  /** Path name; empty for api, metrics and pprof. */
  readonly path: string;
  /** Raw query, without the question mark. */
  readonly query: string;
  /** `rtsp`, `rtmp`, …; empty for playback, api, metrics and pprof. */
  readonly protocol: string;
  /** UUID of the session or connection; null outside a session. */
  readonly id: string | null;
  /** Client address, without port. */
  readonly ip: string;
  readonly credentials: Credentials;
  readonly userAgent: string;
  /** Its protocol has no way to ask for credentials: none are as good as wrong ones. */
  readonly cannotAsk?: boolean;
}

/** What the client gave to prove who it is; all empty when it gave nothing. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Given as such: `Authorization: Bearer`. */
  readonly token: string;
  /** `token`, or the older `jwt`, of the query, where the protocol takes one from there. */
  readonly queryToken?: string;
  /**
   * For challenge-response schemes (RTSP Digest): checks the response against a plain stored pair. When present
   * `user` is what the response shows and `password` is empty; only the internal method with plain stored
   * credentials can answer. Must compare in constant time.
   */
  verify?(user: string, password: string): boolean;
}

export const NO_CREDENTIALS: Credentials = { user: "", password: "", token: "" };

export type AuthResult =
  | {
    readonly ok: true;
    /** As the client gave it, or the token's subject. */
    readonly user: string;
  }
  | AuthFailure;

export interface AuthFailure {
  readonly ok: false;
  /** For the log, not for the client: says what did not fit, never a secret. */
  readonly reason: string;
  /**
   * No credentials were given: the protocol asks for them, without delay and without a log line. Where it cannot, this
   * is a failure like any other, and false.
   */
  readonly ask: boolean;
  /** Whoever knows could not be asked: it says nothing about the credentials. */
  readonly undecided?: boolean;
}

/** Answers who may do what: one question, every configured method behind it. Never rejects. */
export interface Authenticator {
  /** `log`: where wrong credentials are told, with the prefix of who gave them. */
  verify(request: AuthRequest, log?: Logger): Promise<AuthResult>;
  /** The next token is checked with keys that are fetched anew; absent where there are no keys at all. */
  refreshKeys?(): void;
}
