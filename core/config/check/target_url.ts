import type { TargetURL } from "core/config/owner.ts";

const FORM = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/;
const AUTHORITY = /^(?:(.*)@)?(?:\[([0-9A-Fa-f:.%]+)\]|([^:[\]\s]*))(?::(\d{1,5}))?$/;

/**
 * Reads a URL as the configuration holds it. Unlike the platform's own parser it takes `udp://:1234`. Undefined
 * where it is not one.
 */
export function parseTargetURL(text: string): TargetURL | undefined {
  const [, scheme, authority, path, query] = FORM.exec(text) ?? [];
  const parts = AUTHORITY.exec(authority ?? "");
  if (scheme === undefined || !parts || hasBadEscape(authority + path)) return undefined;
  const [, user, ipv6, host, port] = parts;
  if (Number(port ?? 0) > 65535) return undefined;
  const colon = user?.indexOf(":") ?? -1;
  return {
    scheme,
    username: (colon < 0 ? user : user.slice(0, colon)) ?? "",
    password: colon < 0 ? "" : user.slice(colon + 1),
    hostname: ipv6 ?? host,
    port: port === undefined ? undefined : Number(port),
    query: new URLSearchParams(query ?? ""),
  };
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

/** The scheme of a text that looks like a URL. */
export function schemeOf(text: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1];
}

/** A text with placeholders replaced by a digit, which is fit for hosts, ports and paths alike. */
export function withoutPlaceholders(text: string): string {
  return text.replace(/\$G\d+/g, "1").replaceAll("$MTX_PATH", "1").replaceAll("$MTX_QUERY", "1");
}

/** A text with the user information of URLs hidden, for messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^/?#\s]*@/g, "://***@");
}
