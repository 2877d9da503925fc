import {
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
  AES_CM_128_HMAC_SHA1_80,
} from "media/rtp/srtp/profile.ts";
import { type Ciphers, machineCiphers } from "net/cipher/mod.ts";
import {
  type Certificate,
  createCertificate,
  type DtlsFactory,
  dtlsFactory,
} from "net/dtls/mod.ts";

/** What we are to peers: one certificate for all of them, and what encrypts. */
export interface Identity {
  readonly certificate: Certificate;
  readonly dtls: DtlsFactory;
  readonly ciphers: Ciphers;
}

/** Makes it; `now` in milliseconds since 1970. */
export async function createIdentity(now: number): Promise<Identity> {
  const certificate = createCertificate(now), ciphers = machineCiphers();
  const profiles = ciphers.prefersGcm
    ? [AEAD_AES_128_GCM, AES_CM_128_HMAC_SHA1_80, AEAD_AES_256_GCM]
    : [AES_CM_128_HMAC_SHA1_80, AEAD_AES_128_GCM];
  return { certificate, ciphers, dtls: await dtlsFactory(certificate, profiles) };
}
