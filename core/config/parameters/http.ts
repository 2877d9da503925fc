import type { Report } from "core/config/configuration.ts";
import { deprecated, type Effect, parameter } from "core/config/parameter.ts";
import { bool, httpAddress, ipNetwork, listOf, text } from "core/config/types/mod.ts";

/** The parameters of an HTTP server, each without the server's prefix. */
function httpServer(prefix: string, address: string, content: string) {
  const effect: Effect = "listener";
  return {
    Address: parameter(httpAddress, {
      default: address,
      effect,
      doc: "Where to listen: HOST:PORT, :PORT for every address, or unix:///FILE.",
    }),
    Encryption: parameter(bool, {
      default: false,
      effect,
      doc: `Serves ${content} over TLS (HTTPS).`,
    }),
    ServerKey: parameter(text, {
      default: "server.key",
      effect,
      doc: "The file with the private key for TLS (PEM); read again when it changes.",
    }),
    ServerCert: parameter(text, {
      default: "server.crt",
      effect,
      doc: "The file with the certificate for TLS (PEM); read again when it changes.",
    }),
    AllowOrigin: deprecated(text, {
      use: `${prefix}AllowOrigins`,
      convert: (origin, draft) => draft.set(`${prefix}AllowOrigins`, [origin]),
    }),
    AllowOrigins: parameter(listOf(text), {
      default: ["*"],
      effect: "live",
      doc:
        `The origins whose pages may use ${content} (CORS); * within a host stands for any part of it.`,
    }),
    TrustedProxies: parameter(listOf(ipNetwork), {
      default: [],
      effect: "live",
      doc:
        "The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks.",
    }),
  };
}

type Prefixed<P extends string> = {
  [K in keyof ReturnType<typeof httpServer> as `${P}${K}`]: ReturnType<typeof httpServer>[K];
};

/**
 * Declares the parameters of a plugin's HTTP server: `apiAddress`, `apiEncryption`, … for the prefix `api`. `content`
 * is what it serves, for the documentation: `the API`.
 */
export function httpParameters<const P extends string>(
  prefix: P,
  address: string,
  content: string,
): Prefixed<P> {
  const own = Object.entries(httpServer(prefix, address, content));
  return Object.fromEntries(own.map(([name, one]) => [prefix + name, one])) as Prefixed<P>;
}

/** Reports addresses that are empty although something needs them: its name, then the keys. */
export function requireAddresses(
  values: Readonly<Record<string, unknown>> | object,
  needs: string,
  keys: readonly string[],
  report: Report,
): void {
  for (const key of keys) {
    const value = (values as Readonly<Record<string, unknown>>)[key];
    if (value === "" || value === 0) report(key, `${needs} needs it`);
  }
}
