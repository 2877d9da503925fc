import { z } from "zod";
import { ofKind } from "core/config/types/kind.ts";
import { textLike } from "core/config/types/scalars.ts";

const PLAIN = "[A-Za-z0-9!$()*+.;<=>[\\]^_\\-{}@#&]*";
const SHA256 = "sha256:[A-Za-z0-9+/]{43}=";
const ARGON2 =
  "argon2:\\$argon2(?:i|id)\\$v=\\d+\\$(?:[mtp]=\\d+,){2}[mtp]=\\d+(?:\\$[A-Za-z0-9+/]+){2}";

const FORM = new RegExp(`^(?:${PLAIN}|${SHA256}|${ARGON2})$`);

const SYMBOLS = "! $ ( ) * + . ; < = > [ ] ^ _ - { } @ # &";

/** Text of the characters of a plain credential only. */
export const plainCredential = textLike(new RegExp(`^${PLAIN}$`), `letters, digits and ${SYMBOLS}`);

/** Whether a credential is stored as a hash. */
export function isHashed(credential: string): boolean {
  return credential.startsWith("sha256:") || credential.startsWith("argon2:");
}

/** A user name or password: plain, `sha256:BASE64`, or `argon2:$argon2id$…`. Kept as it is written. */
export const credential = credentialOf();

/** A schema of its own, so that a password can be marked as secret and a user name not. */
export function credentialOf(): z.ZodType<string, string> {
  return ofKind(z.string().regex(FORM), {
    name: "credential",
    allowed: `letters, digits and ${SYMBOLS}, or sha256:BASE64, or argon2:$argon2id$…`,
  });
}
