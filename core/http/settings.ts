import type { GlobalParameters } from "core/config/configuration.ts";
import { type Cors, corsOf } from "core/http/cors.ts";
import { type Foreign, foreignOf } from "core/http/foreign.ts";
import { type Proxies, proxiesOf } from "core/http/proxies.ts";

/** The parameters of one HTTP server, without its prefix. */
export interface HttpParameters {
  readonly address: string;
  readonly encryption: boolean;
  readonly serverKey: string;
  readonly serverCert: string;
  readonly allowOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
}

/** The prefixes that parameters of HTTP servers have in a slice of the configuration: `api`, `metrics`, … */
export type HttpPrefix<Slice> =
  & { [K in keyof Slice]: K extends `${infer P}AllowOrigins` ? P : never }[keyof Slice]
  & string;

/** Those of `httpParameters(prefix, …)`. */
export function parametersOf(
  slice: Readonly<Partial<GlobalParameters>>,
  prefix: string,
): HttpParameters {
  const of = <T>(name: string) => (slice as Record<string, unknown>)[prefix + name] as T;
  return {
    address: of("Address"),
    encryption: of("Encryption"),
    serverKey: of("ServerKey"),
    serverCert: of("ServerCert"),
    allowOrigins: of("AllowOrigins"),
    trustedProxies: of("TrustedProxies"),
  };
}

/** What is made of parameters that apply at once. */
export interface Live {
  readonly from: Pick<HttpParameters, "allowOrigins" | "trustedProxies">;
  readonly cors: Cors;
  readonly foreign: Foreign;
  readonly proxies: Proxies;
}

/** Prepares them. */
export function liveOf(from: HttpParameters): Live {
  const { allowOrigins, trustedProxies } = from;
  return {
    from: { allowOrigins, trustedProxies },
    cors: corsOf(allowOrigins),
    foreign: foreignOf(allowOrigins, Deno.hostname()),
    proxies: proxiesOf(trustedProxies),
  };
}
