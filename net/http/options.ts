/** A request while it is answered. */
export interface HttpExchange {
  readonly request: Request;
  readonly peer: Deno.Addr;
  /** The answer makes progress: the time it may take begins anew. For bodies that are streamed. */
  touch(): void;
}

/** How long a client may take, in milliseconds. */
export interface HttpLimits {
  /** From the start of a connection to the end of its first request's header, TLS handshake included. */
  readonly header: number;
  /** From an answer to the end of the next request's header. */
  readonly idle: number;
  /** To take a streamed answer, or what is behind its last `touch`. One given whole must be taken within `idle`. */
  readonly answer: number;
}

export interface HttpServerOptions {
  /** `HOST:PORT`, `:PORT` for IPv6 and IPv4, or `unix:///FILE`. */
  readonly address: string;
  /** PEM texts: HTTP/2 and HTTP/1.1 over TLS; without them HTTP/1.1. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Asked about once a second. */
  limits(): HttpLimits;
  /** Answers; what it throws is told to `failed` and answered with 500. */
  handle(exchange: HttpExchange): Response | Promise<Response>;
  failed(error: unknown): void;
}

export interface HttpListener {
  /** The port it listens on; 0 of a socket of the file system. */
  readonly port: number;
  /**
   * Stops accepting at once, ends connections without a request, the others behind their answer or after `grace`
   * milliseconds. Resolves when all have ended; the address is free on the next turn.
   */
  close(grace: number): Promise<void>;
}

/** The prefix of addresses that are sockets of the file system. */
export const UNIX = "unix://";
