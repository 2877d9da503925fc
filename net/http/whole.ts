import { parseAddress } from "net/address.ts";
import { type HttpListener, type HttpServerOptions, UNIX } from "net/http/options.ts";

type Server = Deno.HttpServer<Deno.Addr>;

/**
 * The same by `Deno.serve`, which has no time-outs and ends a connection only behind its answer: what takes longer
 * than the grace goes on by itself.
 */
export function listenWhole(options: HttpServerOptions): HttpListener {
  const { address, tls } = options;
  const server = address.startsWith(UNIX)
    ? serve(options, { path: address.slice(UNIX.length) })
    : serveTcp(options, tls ?? {});
  return {
    port: "port" in server.addr ? server.addr.port : 0,
    async close(grace) {
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, grace);
      await Promise.race([server.shutdown(), late.promise]);
      clearTimeout(timer);
    },
  };
}

/** IPv6 with IPv4 mapped into it where no host is named; IPv4 alone on machines without IPv6. */
function serveTcp(options: HttpServerOptions, tls: object): Server {
  const { hostname, port } = parseAddress(options.address);
  if (hostname !== "") return serve(options, { hostname, port, ...tls });
  try {
    return serve(options, { hostname: "::", port, ...tls });
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) throw error;
    return serve(options, { hostname: "0.0.0.0", port, ...tls });
  }
}

function serve(
  { handle, failed }: HttpServerOptions,
  where: object,
): Server {
  const onError = (error: unknown) => {
    failed(error);
    return new Response(null, { status: 500 });
  };
  const shared = { onError, onListen: () => {}, ...where };
  return Deno.serve(
    shared,
    (request, { remoteAddr }) => handle({ request, peer: remoteAddr, touch: () => {} }),
  ) as Server;
}
