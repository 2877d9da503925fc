import { parseAddress } from "net/address.ts";

/** A listener that accepts until it is closed. */
export interface TcpListener {
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number;
  /** Stops accepting; connections that were accepted go on. Resolves when the accept loop has ended. */
  close(): Promise<void>;
}

/** Milliseconds to wait after a failed accept (descriptors used up). */
const ACCEPT_PAUSE = 100;

/**
 * Listens on `address` (`host:port`, `:port` for IPv6 and IPv4) and hands each connection to `accepted`, with
 * Nagle's algorithm off. A failed accept is told to `failed` and tried again. Throws where it cannot listen.
 */
export function listenTcp(
  address: string,
  accepted: (conn: Deno.TcpConn) => void,
  failed: (error: unknown) => void,
): TcpListener {
  const listener = open(address, (options) => Deno.listen(options));
  return serve(listener, (conn) => {
    conn.setNoDelay(true);
    accepted(conn);
  }, failed);
}

function open<L extends Deno.Listener>(
  address: string,
  listen: (options: { hostname: string; port: number }) => L,
): L {
  const { hostname, port } = parseAddress(address);
  try {
    return tryOpen(hostname, port, listen);
  } catch (error) {
    const reason = error instanceof Deno.errors.AddrInUse ? "the address is in use" : String(error);
    throw new Error(`Cannot listen on ${address} (TCP): ${reason}`, { cause: error });
  }
}

function tryOpen<L>(
  hostname: string,
  port: number,
  listen: (options: { hostname: string; port: number }) => L,
): L {
  if (hostname !== "") return listen({ hostname, port });
  try {
    return listen({ hostname: "::", port });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse || error instanceof Deno.errors.PermissionDenied) throw error;
    return listen({ hostname: "0.0.0.0", port });
  }
}

function serve<C extends Deno.Conn>(
  listener: Deno.Listener & { accept(): Promise<C> },
  accepted: (conn: C) => void,
  failed: (error: unknown) => void,
): TcpListener {
  let closed = false;
  const loop = (async () => {
    while (!closed) {
      try {
        accepted(await listener.accept());
      } catch (error) {
        if (closed) return;
        failed(error);
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE));
      }
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    close: () => {
      if (!closed) listener.close();
      closed = true;
      return loop;
    },
  };
}
