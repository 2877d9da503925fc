import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";

/** A user name or password of the configuration, ready to be compared with what clients give. */
export interface StoredCredential {
  /** What is stored, where that is plain text. */
  readonly plain?: string;
  /** Rejects where the comparison cannot be made. */
  matches(value: string): boolean | Promise<boolean>;
}

/** Checks `value` against an encoded hash: `$argon2id$v=19$…`. */
export type Argon2Check = (hash: string, value: string) => Promise<boolean>;

/** Prepares a credential in the syntax of the configuration: plain, `sha256:BASE64` or `argon2:$argon2…`. */
export function storedCredential(text: string, argon2: Argon2Check): StoredCredential {
  if (text.startsWith("argon2:")) {
    const hash = text.slice("argon2:".length);
    return { matches: (value) => argon2(hash, value) };
  }
  if (text.startsWith("sha256:")) {
    return { matches: sameDigest(Buffer.from(text.slice("sha256:".length), "base64")) };
  }
  return { plain: text, matches: sameDigest(sha256(text)) };
}

/** Comparing digests takes the same time whatever the value, its length included. */
function sameDigest(expected: Buffer): (value: string) => boolean {
  if (expected.length !== 32) return () => false;
  return (value) => timingSafeEqual(sha256(value), expected);
}

function sha256(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}
