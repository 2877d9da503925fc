import { parseAddress } from "net/address.ts";
import { type TcpConn, withSend } from "net/native/tcp_conn.ts";

export type { TcpConn } from "net/native/tcp_conn.ts";

/** A listener that accepts until it is closed. */
export interface TcpListener {
  /** The port it listens on, also where 0 was asked for; 0 of a socket of the file system. */
  readonly port: number;
  /** Stops accepting; connections that were accepted go on. Resolves when the accept loop has ended. */
  close(): Promise<void>;
}

/** Milliseconds to wait after a failed accept (descriptors used up). */
const ACCEPT_PAUSE = 100;
const SOCKET_MODE = 0o755;

type Listen<L> = (options: { hostname: string; port: number }) => L;

/**
 * Listens on `address` (`host:port`, `:port` for IPv6 and IPv4) and hands each connection to `accepted`, with
 * Nagle's algorithm off. A failed accept is told to `failed` and tried again. Throws where it cannot listen.
 */
export function listenTcp(
  address: string,
  accepted: (conn: TcpConn) => void,
  failed: (error: unknown) => void,
): TcpListener {
  return listenDenoTcp(address, (conn) => accepted(withSend(conn)), failed);
}

/** The same, for who needs Deno's own connections. */
export function listenDenoTcp(
  address: string,
  accepted: (conn: Deno.TcpConn) => void,
  failed: (error: unknown) => void,
): TcpListener {
  const listen: Listen<Deno.TcpListener> = (options) => Deno.listen(options);
  return serve(open(address, listen), accepted, failed);
}

/**
 * The same with TLS; `cert` and `key` are PEM texts. The handshake runs with a connection's first read or write.
 * `protocols` are offered to clients that ask for one (ALPN), the best first.
 */
export function listenTls(
  address: string,
  cert: string,
  key: string,
  accepted: (conn: Deno.TlsConn) => void,
  failed: (error: unknown) => void,
  protocols?: string[],
): TcpListener {
  const secrets = { cert, key, ...protocols && { alpnProtocols: protocols } };
  const listen: Listen<Deno.TlsListener> = (options) => Deno.listenTls({ ...options, ...secrets });
  return serve(open(address, listen), accepted, failed);
}

/** The same on a socket of the file system, made anew; everybody may look at it, its owner may connect. */
export function listenUnix(
  file: string,
  accepted: (conn: Deno.UnixConn) => void,
  failed: (error: unknown) => void,
): TcpListener {
  try {
    if (Deno.lstatSync(file).isSocket) Deno.removeSync(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const listener = Deno.listen({ transport: "unix", path: file });
  Deno.chmodSync(file, SOCKET_MODE);
  const { port, close } = serve(listener, accepted, failed);
  return { port, close: () => close().finally(() => Deno.remove(file).catch(() => {})) };
}

function open<L>(address: string, listen: Listen<L>): L {
  const { hostname, port } = parseAddress(address);
  try {
    return hostname === "" ? openDualStack(port, listen) : listen({ hostname, port });
  } catch (error) {
    const inUse = error instanceof Deno.errors.AddrInUse;
    const reason = inUse ? "the address is in use" : (error as Error).message;
    throw new Error(`Cannot listen on ${address} (TCP): ${reason}`, { cause: error });
  }
}

/** IPv6 with IPv4 mapped into it; IPv4 alone on machines without IPv6. */
function openDualStack<L>(port: number, listen: Listen<L>): L {
  try {
    return listen({ hostname: "::", port });
  } catch (error) {
    const { AddrInUse, PermissionDenied } = Deno.errors;
    if (error instanceof AddrInUse || error instanceof PermissionDenied) throw error;
    return listen({ hostname: "0.0.0.0", port });
  }
}

interface Acceptor<C> {
  readonly addr: Deno.Addr;
  accept(): Promise<C>;
  close(): void;
}

function serve<C extends Deno.TcpConn | Deno.TlsConn | Deno.UnixConn>(
  listener: Acceptor<C>,
  accepted: (conn: C) => void,
  failed: (error: unknown) => void,
): TcpListener {
  let closed = false;
  const loop = (async () => {
    while (!closed) {
      try {
        const conn = await listener.accept();
        if ("setNoDelay" in conn) conn.setNoDelay(true);
        accepted(conn);
      } catch (error) {
        if (closed) return;
        failed(error);
        await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE));
      }
    }
  })();
  return {
    port: "port" in listener.addr ? listener.addr.port : 0,
    close: () => {
      if (!closed) listener.close();
      closed = true;
      return loop;
    },
  };
}
