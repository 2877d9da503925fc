import type { ByteConn, Target } from "net/tls.ts";

export type { ByteConn, Target } from "net/tls.ts";

/** Connects by TCP, with Nagle's algorithm off. Rejects with `Cannot connect to HOST:PORT: REASON`. */
export async function connectTcp(target: Target): Promise<Deno.TcpConn> {
  try {
    return await open(target);
  } catch (error) {
    throw failure(target, error);
  }
}

/**
 * Connects by TLS and shakes hands. The certificate is believed when an authority of the system vouches for it, or,
 * where `fingerprint` is given, when it has that SHA-256 (64 lower-case hexadecimal digits) and only then.
 */
export async function connectTls(target: Target, fingerprint = ""): Promise<ByteConn> {
  try {
    if (fingerprint !== "") {
      // Node's TLS is loaded only by who needs it.
      const { connectPinned } = await import("net/tls.ts");
      return await connectPinned(target, fingerprint);
    }
    const { hostname, signal } = target;
    return await shakeHands(await Deno.startTls(await open(target), { hostname }), signal);
  } catch (error) {
    throw failure(target, error);
  }
}

async function open(target: Target): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ ...target });
  conn.setNoDelay(true);
  return conn;
}

async function shakeHands(conn: Deno.TlsConn, signal: AbortSignal): Promise<Deno.TlsConn> {
  const close = () => conn.close();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  try {
    await conn.handshake();
    return conn;
  } catch (error) {
    if (!signal.aborted) close();
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

function failure({ hostname, port, signal }: Target, error: unknown): Error {
  const at = `${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
  const given = signal.aborted ? signal.reason : error;
  const reason = given instanceof Error ? given.message : String(given);
  return new Error(`Cannot connect to ${at}: ${reason.replace(/ \(os error \d+\)$/, "")}`);
}
