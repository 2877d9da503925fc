import { createHash } from "node:crypto";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect, TLSSocket } from "node:tls";

/** A connection as plugins use it; `Deno.Conn` is one. Reads and writes as that does. */
export type ByteConn = Pick<Deno.Conn, "read" | "write" | "close" | "localAddr" | "remoteAddr">;

/** Where to connect to. */
export interface Target {
  /** Name or IP address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Aborted: the attempt is given up, and rejects. Has no effect on a connection that was made. */
  readonly signal: AbortSignal;
}

/**
 * Connects by TLS to a server that is known by its certificate: its SHA-256 must be `fingerprint`, 64 lower-case
 * hexadecimal digits; who has signed it and for which name does not matter. Deno's own TLS cannot do that.
 */
export async function connectPinned(target: Target, fingerprint: string): Promise<ByteConn> {
  return new NodeConn(await pinnedSocket(target, fingerprint));
}

/**
 * The same as a socket of Node's, for its HTTP client. TLS begins on a connection that is there: Deno 2.9 never lets
 * go of a `TLSSocket` whose own connecting failed, and sources try again for as long as a camera is off.
 */
export async function pinnedSocket(target: Target, fingerprint: string): Promise<TLSSocket> {
  const { hostname, port, signal } = target, tcp = connectTcp({ host: hostname, port });
  await reached(tcp, "connect", signal);
  const servername = isIP(hostname) === 0 ? { servername: hostname } : {};
  const socket = connect({ socket: tcp, rejectUnauthorized: false, ...servername });
  await reached(socket, "secureConnect", signal);
  const problem = mismatch(socket, fingerprint);
  if (!problem) return socket;
  socket.destroy();
  throw problem;
}

/** Waits for the event; rejects where the socket ends before, or is ended by the signal. */
function reached(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => socket.destroy(reasonOf(signal));
    const settle = () => signal.removeEventListener("abort", abort);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
    socket.once(event, () => {
      settle();
      resolve();
    });
    socket.on("error", reject);
    socket.once("close", () => {
      settle();
      reject(new Error("the server closed the connection"));
    });
  });
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function mismatch(socket: TLSSocket, fingerprint: string): Error | undefined {
  const { raw } = socket.getPeerCertificate();
  const found = raw ? createHash("sha256").update(raw).digest("hex") : "none";
  if (found === fingerprint) return undefined;
  return new Error(`the certificate has another fingerprint than expected: ${found}`);
}

/** Shakes hands as a server, with PEM texts, on a connection that was accepted on behalf of `from`. */
export function acceptTls(
  socket: Socket,
  secrets: { readonly cert: string; readonly key: string },
  from: { readonly hostname: string; readonly port: number },
): NodeConn {
  return new NodeConn(new TLSSocket(socket, { isServer: true, ...secrets }), from);
}

/** A socket of node:tls in the form of `Deno.Conn`. */
export class NodeConn implements ByteConn {
  readonly localAddr: Deno.NetAddr;
  readonly remoteAddr: Deno.NetAddr;
  #rest = new Uint8Array(0);
  #ended = false;
  #failure: Error | undefined;
  #wake = () => {};

  /** `from`: whom it is with, where that is not who the socket is connected to. */
  constructor(
    private readonly socket: TLSSocket,
    from: { readonly hostname: string; readonly port: number } = {
      hostname: socket.remoteAddress ?? "",
      port: socket.remotePort ?? 0,
    },
  ) {
    this.localAddr = address(socket.localAddress, socket.localPort);
    this.remoteAddr = address(from.hostname, from.port);
    socket.setNoDelay(true);
    socket.on("readable", () => this.#wake());
    socket.on("end", () => this.#end());
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end());
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      if (this.#rest.length === 0) this.#rest = this.socket.read() ?? this.#rest;
      if (this.#rest.length > 0) return this.#take(into);
      if (this.#failure) throw this.#failure;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => error ? reject(error) : resolve(bytes.length));
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #take(into: Uint8Array): number {
    const taken = this.#rest.subarray(0, into.length);
    into.set(taken);
    this.#rest = this.#rest.subarray(taken.length);
    return taken.length;
  }

  #end(failure?: Error): void {
    this.#ended = true;
    this.#failure ??= failure;
    this.#wake();
  }
}

function address(hostname = "", port = 0): Deno.NetAddr {
  return { transport: "tcp", hostname, port };
}
