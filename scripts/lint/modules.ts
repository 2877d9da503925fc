import { isPure } from "../rooms/rooms.ts";
import { repositoryPath } from "./location.ts";
import { specifiers } from "./specifiers.ts";

const DATAGRAM = "node:dgram allocates 64 kB for every packet and swallows exceptions thrown in " +
  "its handler: use net/udp.ts";
const TLS = "node:tls is slower than Deno's own TLS and is wanted only for fingerprints and the " +
  "PROXY protocol: keep it in net/tls*.ts";
const PURE = "pure rooms (media/, wire/) use nothing of the runtime, so that they can be fuzzed " +
  "and replayed: take hashes, ciphers and randomness as arguments";

/** Modules of the runtime that are refused, everywhere or outside their one place. */
export const modules: Deno.lint.Rule = {
  create(context) {
    const path = repositoryPath(context.filename);
    return specifiers((node, specifier) => {
      const message = refused(specifier, path);
      if (message !== undefined) context.report({ node, message });
    });
  },
};

function refused(specifier: string, path: string): string | undefined {
  if (/^(node:)?dgram(\/|$)/.test(specifier)) return DATAGRAM;
  if (specifier.startsWith("node:") && isPure(path)) return PURE;
  if (specifier === "node:tls" && !/^(net\/tls|test\/|scripts\/)/.test(path)) {
    return path.endsWith("_test.ts") ? undefined : TLS;
  }
  return undefined;
}
