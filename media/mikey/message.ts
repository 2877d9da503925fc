import type { MasterKey } from "media/rtp/srtp/keys.ts";

/**
 * What a MIKEY message (RFC 3830) hands over for SRTP with AES_CM_128_HMAC_SHA1_80, in the clear: RTSP sends it where
 * TLS hides it.
 */
export interface Mikey {
  /** Of the crypto session bundle: 32 bits. */
  readonly bundle: number;
  /** What is encrypted: its SSRC, 0 for any, and how often its sequence numbers have wrapped. */
  readonly sources: readonly { readonly ssrc: number; readonly rollOver: number }[];
  readonly master: MasterKey;
}

/** Payloads by their numbers (RFC 3830 §6). */
export const PAYLOAD = { last: 0, keys: 1, time: 5, policy: 10, random: 11 } as const;

/** Parameters of a policy for SRTP (RFC 3830 §6.10.1). */
export const POLICY = {
  cipher: 0,
  cipherKeyLength: 1,
  authentication: 2,
  /** In bytes; some write that of the tag instead: 10. */
  authenticationKeyLength: 3,
  encryptsRtp: 7,
  encryptsRtcp: 8,
  authenticatesRtp: 10,
  tagLength: 11,
} as const;

/** Bytes of AES_CM_128_HMAC_SHA1_80. */
export const KEY = 16, SALT = 14, TAG = 10, AUTHENTICATION_KEY = 20;

/** AES in counter mode, HMAC-SHA1. */
export const AES_CM = 1, HMAC_SHA1 = 1;
