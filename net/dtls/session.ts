/** What a peer shows that it is itself: a self-signed certificate, known to the other by its fingerprint. */
export interface Certificate {
  /** DER: the certificate, and the private key of it (PKCS #8). */
  readonly certificate: Uint8Array<ArrayBuffer>;
  readonly key: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/** What the handshake has agreed on. Keys and salts are those of SRTP (RFC 5764 §4.2). */
export interface Agreement {
  /** Number of the SRTP protection profile (RFC 5764 §4.1.2). */
  readonly profile: number;
  readonly local: { readonly key: Uint8Array; readonly salt: Uint8Array };
  readonly remote: { readonly key: Uint8Array; readonly salt: Uint8Array };
}

/** An SRTP protection profile as DTLS needs it; lengths are bytes. */
export interface Profile {
  readonly id: number;
  readonly keyLength: number;
  readonly saltLength: number;
}

export interface DtlsOptions {
  /** Which side begins. */
  readonly client: boolean;
  readonly certificate: Certificate;
  /** Whether the other's certificate is the right one, by its DER. */
  accepts(certificate: Uint8Array): boolean;
  /** The best first. */
  readonly profiles: readonly Profile[];
  send(datagram: Uint8Array<ArrayBuffer>): void;
  connected(agreement: Agreement): void;
  /** What the other side has sent within it. */
  data(bytes: Uint8Array<ArrayBuffer>): void;
  /** It cannot be, or the other side has ended it; told once, nothing comes afterwards. */
  ended(reason: string): void;
}

/** One DTLS association, for the keys that it makes (DTLS-SRTP), and for data within it. */
export interface Dtls {
  /** The way to the other side is there: a client begins. */
  start(): void;
  /** Takes a datagram, which it does not keep. */
  receive(datagram: Uint8Array): void;
  /** Sends something within it, once it is connected; at most a datagram. */
  send(bytes: Uint8Array<ArrayBuffer>): void;
  /** Says goodbye; nothing is told any more. */
  close(): void;
}

/** Cuts the keying material of RFC 5764 §4.2: client's key, server's key, client's salt, server's salt. */
export function agree(profile: Profile, material: Uint8Array, client: boolean): Agreement {
  const { keyLength, saltLength } = profile;
  const key = (i: number) => material.subarray(i * keyLength, (i + 1) * keyLength);
  const salts = material.subarray(2 * keyLength);
  const salt = (i: number) => salts.subarray(i * saltLength, (i + 1) * saltLength);
  const own = client ? 0 : 1;
  return {
    profile: profile.id,
    local: { key: key(own), salt: salt(own) },
    remote: { key: key(1 - own), salt: salt(1 - own) },
  };
}

/** Bytes of keying material that a profile needs. */
export function materialLength({ keyLength, saltLength }: Profile): number {
  return 2 * (keyLength + saltLength);
}

export const EXPORTER = "EXTRACTOR-dtls_srtp";
