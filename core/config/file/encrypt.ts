import { Buffer } from "node:buffer";

export const NONCE_LENGTH = 24;
const KEY_LENGTH = 32;

/**
 * Opens an encrypted file: base64 of a nonce of 24 bytes and a NaCl secretbox. `key` is the text of the variable,
 * cut or filled up with zeros to 32 bytes. Undefined where it is not the key, or the file is damaged.
 */
export async function decrypt(text: string, key: string): Promise<string | undefined> {
  const { xsalsa20poly1305 } = await import("@noble/ciphers/salsa.js");
  const sealed = Buffer.from(text.replace(/\s+/g, ""), "base64");
  if (sealed.length < NONCE_LENGTH) return undefined;
  const box = xsalsa20poly1305(secretKey(key), sealed.subarray(0, NONCE_LENGTH));
  try {
    return new TextDecoder().decode(box.decrypt(sealed.subarray(NONCE_LENGTH)));
  } catch {
    return undefined;
  }
}

/** Seals a text so that `decrypt` opens it. `nonce` must be 24 bytes that were never used with this key. */
export async function encrypt(text: string, key: string, nonce: Uint8Array): Promise<string> {
  const { xsalsa20poly1305 } = await import("@noble/ciphers/salsa.js");
  const sealed = xsalsa20poly1305(secretKey(key), nonce).encrypt(new TextEncoder().encode(text));
  return Buffer.concat([nonce, sealed]).toString("base64");
}

function secretKey(key: string): Uint8Array {
  const bytes = new Uint8Array(KEY_LENGTH);
  bytes.set(new TextEncoder().encode(key).subarray(0, KEY_LENGTH));
  return bytes;
}
