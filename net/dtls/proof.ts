import { Buffer } from "node:buffer";
import { createVerify, X509Certificate } from "node:crypto";
import type { DtlsSocket } from "werift";

/** Handshake messages (RFC 5246 §7.4). */
const SERVER_KEY_EXCHANGE = 12, CERTIFICATE_VERIFY = 15;
/** Signatures: ECDSA with P-256, and RSA, of SHA-256. */
const SCHEMES: ReadonlySet<number> = new Set([0x0403, 0x0401]);

/**
 * Whether the other side has the key of the certificate that it has shown: werift itself does not look. Its signature
 * stands in the key exchange where it is the server (RFC 8422 §5.4), else in a message of its own (RFC 5246 §7.4.8).
 */
export function hasKey(socket: DtlsSocket, client: boolean): boolean {
  const { remoteCertificate } = socket;
  if (!remoteCertificate) return false;
  try {
    const signed = client ? ofServer(socket) : ofClient(socket);
    if (!signed || !SCHEMES.has(signed.scheme)) return false;
    const { publicKey } = new X509Certificate(remoteCertificate);
    return createVerify("sha256").update(signed.data).verify(publicKey, signed.signature);
  } catch {
    return false;
  }
}

interface Signed {
  readonly data: Uint8Array;
  readonly scheme: number;
  readonly signature: Uint8Array;
}

/** Both random numbers, and the server's half of the exchange: curve (3 bytes), length and public key. */
function ofServer({ dtls, cipher }: DtlsSocket): Signed | undefined {
  const message = dtls.sortedHandshakeCache.find((m) => m.msg_type === SERVER_KEY_EXCHANGE);
  if (!message) return undefined;
  const { fragment } = message, end = 4 + fragment[3];
  const randoms = [cipher.localRandom.serialize(), cipher.remoteRandom.serialize()];
  return signedAt(fragment, end, Buffer.concat([...randoms, fragment.subarray(0, end)]));
}

/** All messages before it. */
function ofClient({ dtls }: DtlsSocket): Signed | undefined {
  const all = dtls.sortedHandshakeCache;
  const index = all.findIndex((message) => message.msg_type === CERTIFICATE_VERIFY);
  if (index < 0) return undefined;
  const before = all.slice(0, index).map((message) => message.serialize());
  return signedAt(all[index].fragment, 0, Buffer.concat(before));
}

/** Scheme, length and signature from `at` on. */
function signedAt(fragment: Buffer, at: number, data: Uint8Array): Signed {
  const scheme = fragment.readUInt16BE(at), size = fragment.readUInt16BE(at + 2);
  return { data, scheme, signature: fragment.subarray(at + 4, at + 4 + size) };
}
