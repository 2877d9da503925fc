/** What is known of a request beside itself. */
export interface Info {
  /** Settles when the answer was sent whole, or cannot be. */
  readonly completed: Promise<void>;
}

/** Serves HTTP on a connection that was accepted already. `handle` must declare both of its parameters to get them. */
export type ServeConnection = (
  socket: Deno.Conn,
  signal: AbortSignal,
  handle: (request: Request, info: Info) => Promise<Response>,
  failed: (error: unknown) => Response,
  started: () => void,
) => { readonly finished: Promise<void> };

/**
 * What `Deno.serve` itself runs on each connection, one at a time: only so can a connection be ended that sends
 * nothing, since `Deno.serve` has no time-outs. It is not part of Deno's public interface; undefined where this Deno
 * has none.
 */
export function serveConnection(): ServeConnection | undefined {
  const names = Deno as unknown as Record<symbol, Record<string, unknown> | undefined> & {
    readonly internal?: symbol;
  };
  const found = names.internal && names[names.internal]?.serveHttpOnConnection;
  return typeof found === "function" ? found as ServeConnection : undefined;
}
