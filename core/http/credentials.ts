import { type Credentials, NO_CREDENTIALS } from "core/auth/request.ts";

/**
 * What a request holds to prove who sends it: Basic (RFC 7617), `Bearer TOKEN` (RFC 6750), `Bearer USER:PASSWORD`,
 * and a token in the raw query where `queryTokens`.
 */
export function httpCredentials(
  headers: Headers,
  query: string,
  queryTokens: boolean,
): Credentials {
  const given = fromHeader(headers.get("authorization") ?? "");
  const queryToken = queryTokens ? tokenOf(query) : "";
  return queryToken === "" ? given : { ...given, queryToken };
}

function fromHeader(header: string): Credentials {
  const [, scheme = "", rest = ""] = /^(\S+) +(.*)$/.exec(header) ?? [];
  if (scheme.toLowerCase() === "basic") return basic(rest);
  if (scheme.toLowerCase() !== "bearer") return NO_CREDENTIALS;
  const parts = rest.split(":");
  return parts.length === 2
    ? { user: parts[0], password: parts[1], token: "" }
    : { ...NO_CREDENTIALS, token: rest };
}

function basic(encoded: string): Credentials {
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(encoded.trim()));
    const colon = text.indexOf(":");
    if (colon < 0) return NO_CREDENTIALS;
    return { user: text.slice(0, colon), password: text.slice(colon + 1), token: "" };
  } catch {
    return NO_CREDENTIALS;
  }
}

/** `token`, else the older `jwt`; only one that is given once. */
function tokenOf(query: string): string {
  const values = new URLSearchParams(query);
  for (const name of ["token", "jwt"]) {
    const given = values.getAll(name);
    if (given.length > 0) return given.length === 1 ? given[0] : "";
  }
  return "";
}
