/** A protection profile (RFC 5764 §4.1.2, RFC 7714 §14.2). Lengths are bytes. */
export interface SrtpProfile {
  readonly name: string;
  /** Its number in DTLS. */
  readonly id: number;
  readonly keyLength: number;
  readonly saltLength: number;
  /** What authenticates; absent with GCM, which does so itself. */
  readonly hmac?: { readonly keyLength: number; readonly tagLength: number };
}

export const AES_CM_128_HMAC_SHA1_80: SrtpProfile = {
  name: "AES_CM_128_HMAC_SHA1_80",
  id: 0x0001,
  keyLength: 16,
  saltLength: 14,
  hmac: { keyLength: 20, tagLength: 10 },
};

export const AEAD_AES_128_GCM: SrtpProfile = {
  name: "AEAD_AES_128_GCM",
  id: 0x0007,
  keyLength: 16,
  saltLength: 12,
};

export const AEAD_AES_256_GCM: SrtpProfile = {
  name: "AEAD_AES_256_GCM",
  id: 0x0008,
  keyLength: 32,
  saltLength: 12,
};

/** Every profile there is. */
export const PROFILES: readonly SrtpProfile[] = [
  AES_CM_128_HMAC_SHA1_80,
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
];
