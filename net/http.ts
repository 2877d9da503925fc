import { HttpConnection } from "net/http/connection.ts";
import { type HttpListener, type HttpServerOptions, UNIX } from "net/http/options.ts";
import { serveConnection } from "net/http/serve_connection.ts";
import { listenWhole } from "net/http/whole.ts";
import { listenDenoTcp, listenTls, listenUnix, type TcpListener } from "net/tcp.ts";

export type * from "net/http/options.ts";

/** Milliseconds between two looks at who takes too long, and while a listener closes. */
const SWEEP_INTERVAL = 500, CLOSING_INTERVAL = 25;

/** Serves HTTP. Throws where it cannot listen. */
export function listenHttp(options: HttpServerOptions): HttpListener {
  const serve = serveConnection();
  if (!serve) return listenWhole(options);
  const connections = new Set<HttpConnection>();
  const accepted = (socket: Deno.Conn) => {
    const connection = new HttpConnection(socket, options);
    connections.add(connection);
    void connection.run(serve).finally(() => connections.delete(connection));
  };
  const listener = open(options, accepted);
  const sweep = () => {
    const limits = options.limits(), now = performance.now();
    for (const connection of connections) connection.sweep(limits, now);
  };
  let sweeper = setInterval(sweep, SWEEP_INTERVAL);
  return {
    port: listener.port,
    async close(grace) {
      const closed = listener.close();
      for (const connection of connections) connection.retire();
      clearInterval(sweeper);
      sweeper = setInterval(sweep, CLOSING_INTERVAL);
      const late = setTimeout(() => {
        for (const connection of connections) connection.end();
      }, grace);
      await closed;
      await Promise.all([...connections].map((connection) => connection.ended));
      clearTimeout(late);
      clearInterval(sweeper);
    },
  };
}

function open(
  { address, tls, failed }: HttpServerOptions,
  accepted: (socket: Deno.Conn) => void,
): TcpListener {
  if (address.startsWith(UNIX)) return listenUnix(address.slice(UNIX.length), accepted, failed);
  if (!tls) return listenDenoTcp(address, accepted, failed);
  return listenTls(address, tls.cert, tls.key, accepted, failed, ["h2", "http/1.1"]);
}
