import type { PacketCipher, SrtpCiphers } from "./cipher.ts";
import type { SrtpProfile } from "./profile.ts";

/** What DTLS or a description hands over for one direction: lengths are those of the profile. */
export interface MasterKey {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
}

/** The keys of one direction, for RTP and for RTCP. */
export interface SessionKeys {
  readonly rtp: PacketKeys;
  readonly rtcp: PacketKeys;
}

/** A cipher, and the block that its initialisation vectors are made of. */
export interface PacketKeys {
  readonly cipher: PacketCipher;
  readonly salt: Uint8Array;
}

/** Labels of what is derived (RFC 3711 §4.3.1, §4.3.2); those of RTCP are 3 more. */
const ENCRYPTION = 0, AUTHENTICATION = 1, SALT = 2, RTCP = 3;

/** Derives the session keys (RFC 3711 §4.3), without a key derivation rate. */
export function deriveKeys(
  ciphers: SrtpCiphers,
  profile: SrtpProfile,
  master: MasterKey,
): SessionKeys {
  return {
    rtp: packetKeys(ciphers, profile, master, 0),
    rtcp: packetKeys(ciphers, profile, master, RTCP),
  };
}

function packetKeys(
  ciphers: SrtpCiphers,
  { keyLength, saltLength, hmac }: SrtpProfile,
  master: MasterKey,
  first: number,
): PacketKeys {
  const derived = (label: number, size: number) => derive(ciphers, master, first + label, size);
  const key = derived(ENCRYPTION, keyLength), salt = derived(SALT, saltLength);
  if (!hmac) return { cipher: ciphers.gcm(key), salt };
  const authentication = derived(AUTHENTICATION, hmac.keyLength);
  const block = new Uint8Array(16);
  block.set(salt);
  return { cipher: ciphers.counterMode(key, authentication, hmac.tagLength), salt: block };
}

/** `size` bytes for a label (RFC 3711 §4.3.1; RFC 7714 §11: shorter salts are filled up with zeros). */
function derive(
  ciphers: SrtpCiphers,
  { key, salt }: MasterKey,
  label: number,
  size: number,
): Uint8Array {
  const iv = new Uint8Array(16);
  iv.set(salt);
  iv[7] ^= label;
  return ciphers.keyStream(key, iv, size);
}

/**
 * Lays the initialisation vector of a packet into `iv`: the salt, with the SSRC and the 48 bits of `high`, `low`
 * (RFC 3711 §4.1.1 with 16 bytes, RFC 7714 §8.1 and §9.1 with 12).
 */
export function layIv(
  iv: Uint8Array,
  salt: Uint8Array,
  ssrc: number,
  high: number,
  low: number,
): void {
  const at = iv.length === 16 ? 4 : 2;
  for (let i = 0; i < iv.length; i++) iv[i] = salt[i];
  iv[at] ^= ssrc >>> 24, iv[at + 1] ^= ssrc >>> 16, iv[at + 2] ^= ssrc >>> 8, iv[at + 3] ^= ssrc;
  iv[at + 4] ^= high >>> 24, iv[at + 5] ^= high >>> 16, iv[at + 6] ^= high >>> 8;
  iv[at + 7] ^= high, iv[at + 8] ^= low >>> 8, iv[at + 9] ^= low;
}
