import { Malformed } from "media/malformed.ts";
import type { TunnelKind } from "../wire/tunnel/head.ts";

/** A server that is connected to. */
export interface Address {
  readonly secure: boolean;
  /** IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Percent-decoded; both empty where the URL has none. */
  readonly user: string;
  readonly password: string;
  /** What RTSP travels in. */
  readonly tunnel: TunnelKind;
  /** The URL that requests name and logs show: without credentials and fragment. */
  readonly url: string;
}

const FORM =
  /^(rtsps?)(\+http|\+ws)?:\/\/(?:([^/?#]*)@)?(?:\[([^\]/?#]+)\]|([^:/?#[\]\s]+))(?::(\d{0,5}))?([/?][^#]*)?(?:#.*)?$/i;

const TUNNELS: Readonly<Record<string, TunnelKind>> = {
  "": "none",
  "+http": "http",
  "+ws": "websocket",
};

/** Takes the URL of an RTSP server apart; the ports are 554 and 322 unless it names one. */
export function parseAddress(text: string): Address | Malformed {
  const match = FORM.exec(text.trim());
  const named = Number(match?.[6] || 0);
  if (!match || named > 65535) return new Malformed("not an RTSP URL");
  const [, scheme, tunnel, userinfo = "", ipv6, name, , path = ""] = match;
  const secure = scheme.toLowerCase() === "rtsps";
  const colon = userinfo.indexOf(":");
  const host = ipv6 === undefined ? name : `[${ipv6}]`;
  return {
    secure,
    tunnel: TUNNELS[tunnel?.toLowerCase() ?? ""],
    hostname: ipv6 ?? name,
    port: named || (secure ? 322 : 554),
    user: decode(colon < 0 ? userinfo : userinfo.slice(0, colon)),
    password: colon < 0 ? "" : decode(userinfo.slice(colon + 1)),
    url: `${scheme}://${host}${named ? `:${named}` : ""}${printable(path)}`,
  };
}

/** Where a redirection leads: with the credentials of before, unless it names others. Never out of encryption. */
export function redirected(from: Address, location: string): Address | Malformed {
  const absolute = location.startsWith("/") ? origin(from.url) + location : location;
  const to = parseAddress(absolute);
  if (to instanceof Malformed) return new Malformed("redirected to what is not an RTSP URL");
  if (from.secure && !to.secure) {
    return new Malformed(`redirected to '${to.url}', which is not encrypted`);
  }
  const { user, password } = to.user === "" ? from : to;
  return { ...to, user, password };
}

function origin(url: string): string {
  return /^\w+:\/\/[^/?]*/.exec(url)![0];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A request line holds neither blanks nor anything beyond ASCII. */
function printable(path: string): string {
  return path.replace(/[^\x21-\x7e]+/gu, (part) => encodeURIComponent(part.toWellFormed()));
}
