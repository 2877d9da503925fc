import { createHmac } from "node:crypto";

/** What a peer's checks are known by (RFC 8445 §5.3). */
export interface Credentials {
  readonly ufrag: string;
  readonly password: string;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** New ones: 48 and 144 random bits. */
export function randomCredentials(): Credentials {
  return { ufrag: randomText(8), password: randomText(24) };
}

/** Letters, digits, `+` and `/`, six random bits each. */
function randomText(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return [...bytes].map((byte) => LETTERS[byte & 63]).join("");
}

/** 12 random bytes as hexadecimal digits. */
export function randomTransaction(): string {
  return crypto.getRandomValues(new Uint8Array(12)).toHex();
}

export function hmacSha1(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return createHmac("sha1", key).update(bytes).digest();
}
