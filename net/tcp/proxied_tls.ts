import { createServer, type Server, type Socket } from "node:net";
import { parseAddress } from "net/address.ts";
import type { TcpListener } from "net/tcp.ts";
import { acceptTls, type NodeConn } from "net/tls.ts";
import { parseProxyHeader, type ProxyHeader } from "./proxy_protocol.ts";

export interface ProxiedTlsOptions {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
  /** Whether a peer may say on whose behalf it connects. */
  trusts(ip: string): boolean;
  /** Milliseconds that the header may take. */
  readonly timeout: number;
  accepted(conn: NodeConn): void;
  /** Hears why a proxy was not served. */
  failed(error: unknown): void;
}

/**
 * Listens on `address` for TLS behind proxies: the header of the PROXY protocol stands before the handshake, which
 * Deno's own TLS cannot do. Rejects where it cannot listen.
 */
export async function listenProxiedTls(
  address: string,
  options: ProxiedTlsOptions,
): Promise<TcpListener> {
  const { hostname, port } = parseAddress(address);
  const server = createServer((socket) => void serve(socket, options));
  try {
    await listening(server, hostname === "" ? "::" : hostname, port);
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const reason = code === "EADDRINUSE" ? "the address is in use" : message;
    throw new Error(`Cannot listen on ${address} (TCP): ${reason}`, { cause: error });
  }
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound ? bound.port : port,
    // Connections that were accepted go on: it would wait for their end.
    close: () => {
      server.close();
      return Promise.resolve();
    },
  };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve);
  });
}

async function serve(socket: Socket, options: ProxiedTlsOptions): Promise<void> {
  const { cert, key } = options;
  // What goes wrong from now on is told by whoever reads.
  socket.on("error", () => {});
  try {
    const ip = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
    const header = options.trusts(ip) ? await readHeader(socket, options.timeout) : { size: 0 };
    const from = header.from ?? { hostname: ip, port: socket.remotePort ?? 0 };
    options.accepted(acceptTls(socket, { cert, key }, from));
  } catch (error) {
    socket.destroy();
    options.failed(error);
  }
}

/** Takes the header off the beginning of what comes. */
function readHeader(socket: Socket, timeout: number): Promise<ProxyHeader> {
  return new Promise((resolve, reject) => {
    let read = new Uint8Array(0);
    const end = (result: ProxyHeader | Error) => {
      clearTimeout(timer);
      socket.off("data", take).off("close", closed).pause();
      if (result instanceof Error) return reject(result);
      if (read.length > result.size) socket.unshift(read.subarray(result.size));
      resolve(result);
    };
    const take = (data: Uint8Array) => {
      read = Uint8Array.of(...read, ...data);
      try {
        const header = parseProxyHeader(read);
        if (header) end(header);
      } catch (error) {
        end(error as Error);
      }
    };
    const closed = () => end(new Error("EOF"));
    const timer = setTimeout(() => end(new Error("timed out")), timeout);
    socket.on("data", take).on("close", closed);
  });
}
