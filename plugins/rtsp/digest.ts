import { createHash } from "node:crypto";

/** What a Digest response is made of (RFC 7616 §3.4). */
export interface DigestInput {
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly nonce: string;
  readonly method: string;
  /** The URL of the request line. */
  readonly uri: string;
  readonly hash?: "md5" | "sha256";
  /** The algorithm is a `-sess` one; needs `once`. */
  readonly session?: boolean;
  /** With `qop=auth`: the client's own nonce and the count of requests, eight hexadecimal digits. */
  readonly once?: { readonly cnonce: string; readonly count: string };
}

/** The response that proves to know the password, in lower-case hexadecimal digits. */
export function digestResponse(input: DigestInput): string {
  const { user, password, realm, nonce, method, uri, session, once } = input;
  const hash = (text: string) => createHash(input.hash ?? "md5").update(text).digest("hex");
  const secret = hash(`${user}:${realm}:${password}`);
  const key = session && once ? hash(`${secret}:${nonce}:${once.cnonce}`) : secret;
  const middle = once ? `${nonce}:${once.count}:${once.cnonce}:auth` : nonce;
  return hash(`${key}:${middle}:${hash(`${method}:${uri}`)}`);
}
