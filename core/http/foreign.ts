import { hostsNamed, originsNamed } from "core/http/cors.ts";
import ipaddr from "ipaddr.js";

/** Why a request may have been made by a page of another site, without its user's knowledge; undefined where not. */
export type Foreign = (origin: string | null, host: string) => string | undefined;

/** Endings of names that nobody can register in public. */
const PRIVATE = /\.(?:localhost|local|internal|lan|home|intranet|svc|home\.arpa)$/;

/**
 * Prepares the check of `Origin` and `Host`. A page is at home where its host is the one that it asks, or where
 * `…AllowOrigins` names it. A name that somebody else may own can be made to point here (DNS rebinding), so that
 * their page asks its own host: names count that are private, this machine's (`own`), or named by `…AllowOrigins`.
 */
export function foreignOf(allowed: readonly string[], own: string): Foreign {
  const originNamed = originsNamed(allowed), hostNamed = hostsNamed(allowed);
  return (origin, host) => {
    const asked = hostnameOf(host);
    if (origin !== null && !originNamed(origin)) {
      const page = hostnameOf(origin.replace(/^[^/]*:\/\//, ""));
      if (!origin.includes("://") || !isSame(page, asked)) return `a page of ${shown(origin)}`;
    }
    const known = isPrivate(asked) || asked === own.toLowerCase() || hostNamed(asked);
    return known ? undefined : `the host name ${shown(asked)}`;
  };
}

/** Without port, brackets, final dot; lower case. */
function hostnameOf(host: string): string {
  const [, hostname = ""] = /^(\[[^\]]*\]|[^:/]*)/.exec(host) ?? [];
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
}

function isSame(a: string, b: string): boolean {
  return a === b || (isLoopback(a) && isLoopback(b));
}

function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost")) return true;
  return ipaddr.isValid(hostname) && ipaddr.process(hostname).range() === "loopback";
}

/** An address, a name without dots, or one with a private ending. */
function isPrivate(hostname: string): boolean {
  return !hostname.includes(".") || ipaddr.isValid(hostname) || PRIVATE.test(hostname);
}

function shown(text: string): string {
  return `'${text.replace(/[^\x21-\x7e]/g, "?").slice(0, 100)}'`;
}
