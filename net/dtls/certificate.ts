import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { Certificate } from "./session.ts";

const DAY = 86_400_000;
const NAME = "mediamtx";

/** Makes a certificate of a new key (ECDSA, P-256), good for ten years, signed by itself (RFC 5280 §4.1). */
export function createCertificate(now: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = sequence(set(sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, text(NAME)))));
  const serial = randomBytes(8);
  serial[0] = serial[0] & 0x7f | 0x40;
  const body = sequence(
    tagged(0xa0, tagged(0x02, [2])),
    tagged(0x02, serial),
    ECDSA_SHA256,
    issuer,
    sequence(utcTime(now - DAY), utcTime(now + 3650 * DAY)),
    issuer,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", body, privateKey);
  const certificate = sequence(body, ECDSA_SHA256, tagged(0x03, [0, ...signature]));
  const key = new Uint8Array(privateKey.export({ type: "pkcs8", format: "der" }));
  return { certificate, key, fingerprint: fingerprintOf(certificate) };
}

/** SHA-256, 64 lower-case hexadecimal digits. */
export function fingerprintOf(certificate: Uint8Array): string {
  return createHash("sha256").update(certificate).digest("hex");
}

type Part = Uint8Array | readonly number[];

function tagged(tag: number, ...parts: Part[]): Uint8Array<ArrayBuffer> {
  const content = parts.flatMap((part) => [...part]), { length } = content;
  const size = length < 0x80
    ? [length]
    : length < 0x100
    ? [0x81, length]
    : [0x82, length >> 8, length & 0xff];
  return Uint8Array.of(tag, ...size, ...content);
}

function sequence(...parts: Part[]): Uint8Array<ArrayBuffer> {
  return tagged(0x30, ...parts);
}

function set(...parts: Part[]): Uint8Array<ArrayBuffer> {
  return tagged(0x31, ...parts);
}

function oid(...bytes: number[]): Uint8Array<ArrayBuffer> {
  return tagged(0x06, bytes);
}

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));

/** Two digits of the year: until 2049. */
function utcTime(time: number): Uint8Array<ArrayBuffer> {
  const digits = new Date(time).toISOString().replace(/\D/g, "").slice(2, 14);
  return tagged(0x17, text(`${digits}Z`));
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
