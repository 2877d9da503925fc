import { Malformed } from "media/malformed.ts";
import type { Server } from "net/dial.ts";

/** A stream of another server. */
export interface Address extends Server {
  /** Percent-decoded; both empty where the URL has none. */
  readonly user: string;
  readonly password: string;
  readonly app: string;
  /** URL of the application. */
  readonly tcUrl: string;
  /** Name of the stream, with the query. */
  readonly name: string;
  /** What logs show: without credentials, query and fragment. */
  readonly url: string;
}

const FORM =
  /^(rtmps?):\/\/(?:([^/?#]*)@)?(?:\[([^\]/?#]+)\]|([^:/?#[\]\s]+))(?::(\d{0,5}))?(?:\/+([^?#]*))?(\?[^#]*)?(?:#(.*))?$/i;

/**
 * Takes an `rtmp:` or `rtmps:` URL apart; the port is 1935 unless it names one, that of RTMPS is given. The application
 * is the first part of the path, or the first two of three and more; what stands behind `#` is the name of a stream
 * whose application is the whole path.
 */
export function parseAddress(text: string, securePort: number): Address | Malformed {
  const match = FORM.exec(text.trim());
  const named = Number(match?.[5] || 0);
  if (!match || named > 65535) return new Malformed("not an RTMP URL");
  const [, scheme, userinfo = "", ipv6, name4, , path = "", query = "", key] = match;
  const secure = scheme.toLowerCase() === "rtmps";
  const [user, ...password] = userinfo.split(":");
  const base = `${scheme}://${ipv6 === undefined ? name4 : `[${ipv6}]`}${named ? `:${named}` : ""}`;
  const [app, name] = key === undefined ? split(path) : [path.replace(/\/+$/, ""), key];
  return {
    secure,
    hostname: ipv6 ?? name4,
    port: named || (secure ? securePort : 1935),
    user: decode(user),
    password: decode(password.join(":")),
    app,
    tcUrl: `${base}/${app}`,
    name: name + query,
    url: `${base}/${path}`,
  };
}

function split(path: string): [app: string, name: string] {
  const parts = path.split("/"), count = parts.length > 2 ? 2 : 1;
  return [parts.slice(0, count).join("/"), parts.slice(count).join("/")];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
