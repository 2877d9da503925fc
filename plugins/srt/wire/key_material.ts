import { concat, readU16, writeU16 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { unwrapKey, wrapKey, WRAPPING } from "./key_wrap.ts";
import type { Blocks } from "./key_wrap.ts";
import { type Bytes, EVEN, ODD } from "./packet.ts";

/** Version 1 of a key material message, and its sign (draft-sharabayko-srt-01 §3.2.2). */
const VERSION_TYPE = 0x12, SIGN = 0x2029;
const AES_CTR = 2, MPEG_TS_SRT = 2;
const FIXED = 16;
export const SALT = 16;
const KEY_LENGTHS: readonly number[] = [16, 24, 32];

/** Keys as they travel: wrapped. */
export interface KeyMaterial {
  /** `EVEN`, `ODD`, or both. */
  readonly keys: number;
  readonly salt: Bytes;
  /** Bytes of each key. */
  readonly keyLength: number;
  readonly wrapped: Bytes;
}

/** The keys themselves, those that there are. */
export interface StreamKeys {
  readonly even?: Bytes;
  readonly odd?: Bytes;
}

export function readKeyMaterial(bytes: Bytes): KeyMaterial | Malformed {
  if (bytes.length < FIXED + SALT + WRAPPING) return new Malformed("SRT: key material cut short");
  if (bytes[0] !== VERSION_TYPE || readU16(bytes, 1) !== SIGN) {
    return new Malformed("SRT: not key material");
  }
  const keys = bytes[3] & 3, keyLength = 4 * bytes[15];
  if (bytes[8] !== AES_CTR || bytes[9] !== 0) return new Malformed("SRT: a cipher that is unknown");
  if (4 * bytes[14] !== SALT || keys === 0 || !KEY_LENGTHS.includes(keyLength)) {
    return new Malformed("SRT: key material of other lengths");
  }
  const end = FIXED + SALT + WRAPPING + keyLength * (keys === (EVEN | ODD) ? 2 : 1);
  if (bytes.length < end) return new Malformed("SRT: key material cut short");
  return {
    keys,
    keyLength,
    salt: bytes.slice(FIXED, FIXED + SALT),
    wrapped: bytes.slice(FIXED + SALT, end),
  };
}

export function writeKeyMaterial({ keys, salt, keyLength, wrapped }: KeyMaterial): Bytes {
  const out = new Uint8Array(FIXED + SALT + wrapped.length);
  out[0] = VERSION_TYPE;
  writeU16(out, 1, SIGN);
  out[3] = keys;
  out[8] = AES_CTR;
  out[10] = MPEG_TS_SRT;
  out[14] = SALT / 4;
  out[15] = keyLength / 4;
  out.set(salt, FIXED);
  out.set(wrapped, FIXED + SALT);
  return out;
}

/** The keys of a message, `kek` being what they were wrapped with; undefined where it is not. */
export function unwrapKeys(material: KeyMaterial, kek: Blocks): StreamKeys | undefined {
  const plain = unwrapKey(kek, material.wrapped), { keys, keyLength } = material;
  if (!plain) return undefined;
  if (keys === EVEN) return { even: plain };
  if (keys === ODD) return { odd: plain };
  return { even: plain.slice(0, keyLength), odd: plain.slice(keyLength) };
}

/** The message that tells keys of one length. */
export function wrapKeys({ even, odd }: StreamKeys, salt: Bytes, kek: Blocks): KeyMaterial {
  const present = [even, odd].filter((key) => key !== undefined);
  return {
    keys: (even ? EVEN : 0) | (odd ? ODD : 0),
    salt,
    keyLength: present[0].length,
    wrapped: wrapKey(kek, concat(present)),
  };
}
