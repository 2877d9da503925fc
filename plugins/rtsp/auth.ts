import { timingSafeEqual } from "node:crypto";
import type { Credentials } from "core/mod.ts";
import { digestResponse } from "./digest.ts";
import { parseParameters } from "./wire/challenge.ts";
import { header, type Request } from "./wire/message.ts";

/** The realm of this family of servers: stored digests and clients' caches depend on it. */
const REALM = "ipcam";

/** The challenges of a 401 answer, one per method in the order configured (RFC 7617, RFC 7616). */
export function challenges(methods: readonly ("basic" | "digest")[], nonce: string): string[] {
  return methods.map((method) =>
    method === "basic"
      ? `Basic realm="${REALM}"`
      : `Digest realm="${REALM}", nonce="${nonce}", algorithm="MD5"`
  );
}

/** What the client gave: Authorization by a method that is on, or a token in the query. */
export function credentialsOf(
  request: Request,
  query: string,
  methods: readonly ("basic" | "digest")[],
  nonce: string,
): Credentials {
  const parameters = new URLSearchParams(query);
  const queryToken = parameters.get("token") ?? parameters.get("jwt") ?? "";
  const given = { user: "", password: "", token: "", queryToken };
  const [scheme, rest] = splitOnce(header(request, "authorization") ?? "", " ");
  if (scheme.toLowerCase() === "basic" && methods.includes("basic")) {
    return { ...given, ...basic(rest) };
  }
  if (scheme.toLowerCase() === "digest" && methods.includes("digest")) {
    return { ...given, ...digest(rest, request.method, nonce) };
  }
  return given;
}

function basic(encoded: string): { user: string; password: string } {
  try {
    const bytes = Uint8Array.from(atob(encoded.trim()), (c) => c.charCodeAt(0));
    const [user, password] = splitOnce(new TextDecoder().decode(bytes), ":");
    return { user, password };
  } catch {
    return { user: "", password: "" };
  }
}

function digest(text: string, method: string, nonce: string): Omit<Credentials, "token"> {
  const given = parseParameters(text);
  const get = (name: string) => given.get(name) ?? "";
  return {
    user: get("username"),
    password: "",
    verify: (user, password) =>
      get("nonce") === nonce && get("realm") === REALM && get("username") === user &&
      sameText(
        get("response"),
        digestResponse({ user, password, realm: REALM, nonce, method, uri: get("uri") }),
      ),
  };
}

function sameText(a: string, b: string): boolean {
  const [x, y] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + at.length)];
}
