import { equalBytes } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";

/** HMAC-SHA256. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** What a handshake is made with. */
export interface Arts {
  readonly hmac: Hmac;
  /** Our public key for somebody's (Diffie-Hellman, RFC 2409 §6.2), and the secret of both; 128 bytes each. */
  exchange(theirs: Uint8Array): { readonly ours: Uint8Array; readonly secret: Uint8Array };
}

/** What a server answers. */
export interface Answer {
  /** S0, S1 and S2. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of RTMPE: what follows is encrypted with these, behind as many bytes as a block has. */
  readonly keys?: { readonly inbound: Uint8Array; readonly outbound: Uint8Array };
}

/** Bytes of C1, C2, S1 and S2 (RTMP specification §5.2). */
export const BLOCK = 1536;
const VERSION = 3, ENCRYPTED = 6;
const DIGEST = 32, PUBLIC_KEY = 128, CIPHER_KEY = 16;

const text = (value: string) => Uint8Array.from(value, (char) => char.charCodeAt(0));
/** Behind the names in the keys of the answers. */
const SALT = Uint8Array.fromHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");
const CLIENT_KEY = text("Genuine Adobe Flash Player 001");
const SERVER_KEY = text("Genuine Adobe Flash Media Server 001");

/** Told in the version field of a block with a digest: a version of the player and of the server. */
const CLIENT_VERSION = [9, 0, 124, 2], SERVER_VERSION = [4, 5, 0, 1];

/** Where the digest's offset stands in a block: which of the two places is used is found by trying. */
const PLACES = [772, 8] as const;
const SPREAD = 728;
/** Where, for each, the offset of the public key stands, and where that offset begins to count. */
const KEYS: Readonly<Record<number, readonly [place: number, from: number]>> = {
  772: [768, 8],
  8: [1532, 772],
};
const KEY_SPREAD = 632;
/** Where publishing FFmpeg takes it that a server has its public key, whatever place its own is at. */
const OWN_PLACE = 8;

/**
 * Answers C0 and C1: with digests where the client sent a valid one, encrypted where it wants that, else plain.
 * `random`: bytes of a block. C2, which is not encrypted, need not be looked at.
 */
export function answerClient(
  c0c1: Uint8Array,
  random: Uint8Array,
  { hmac, exchange }: Arts,
): Answer | Malformed {
  const version = c0c1[0], c1 = c0c1.subarray(1), bytes = new Uint8Array(1 + 2 * BLOCK);
  if (version !== VERSION && version !== ENCRYPTED) {
    return new Malformed(`RTMP: version ${version} is not supported`);
  }
  const place = findDigest(c1, CLIENT_KEY, hmac);
  bytes[0] = version;
  const s1 = bytes.subarray(1, 1 + BLOCK), s2 = bytes.subarray(1 + BLOCK);
  s1.set(random);
  s1.fill(0, 0, 8);
  if (place === undefined) {
    if (version === ENCRYPTED) return new Malformed("RTMPE: without a digest");
    s2.set(c1);
    return { bytes };
  }
  s1.set(SERVER_VERSION, 4);
  const keys = version === ENCRYPTED ? exchangeKeys(c1, s1, place, { hmac, exchange }) : undefined;
  writeDigest(s1, keys ? OWN_PLACE : place, SERVER_KEY, hmac);
  s2.set(answerTo(c1, place, SERVER_KEY, random, hmac));
  return { bytes, ...keys && { keys } };
}

/** Writes our public key into S1; the keys that follow from both. */
function exchangeKeys(
  c1: Uint8Array,
  s1: Uint8Array,
  place: number,
  { hmac, exchange }: Arts,
): Answer["keys"] {
  const at = keyAt(c1, place), theirs = c1.subarray(at, at + PUBLIC_KEY);
  const { ours, secret } = exchange(theirs);
  s1.set(ours, keyAt(s1, OWN_PLACE));
  const key = (of: Uint8Array) => hmac(secret, of).subarray(0, CIPHER_KEY);
  return { inbound: key(ours), outbound: key(theirs) };
}

function keyAt(block: Uint8Array, place: number): number {
  const [at, from] = KEYS[place];
  return sumAt(block, at) % KEY_SPREAD + from;
}

/** C0 and C1, with a digest. `random`: bytes of a block. */
export function greetServer(random: Uint8Array, hmac: Hmac): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(1 + BLOCK), c1 = out.subarray(1);
  out[0] = VERSION;
  c1.set(random);
  c1.fill(0, 0, 4);
  c1.set(CLIENT_VERSION, 4);
  writeDigest(c1, PLACES[1], CLIENT_KEY, hmac);
  return out;
}

/** C2 for S0 and S1: by the server's digest where it has one, else what it sent. */
export function answerServer(
  s0s1: Uint8Array,
  random: Uint8Array,
  hmac: Hmac,
): Uint8Array<ArrayBuffer> | Malformed {
  if (s0s1[0] !== VERSION) {
    return new Malformed(`RTMP: the server has version ${s0s1[0]}, which is not supported`);
  }
  const s1 = s0s1.subarray(1), place = findDigest(s1, SERVER_KEY, hmac);
  return place === undefined ? s1.slice() : answerTo(s1, place, CLIENT_KEY, random, hmac);
}

function digestAt(block: Uint8Array, place: number): number {
  return sumAt(block, place) % SPREAD + place + 4;
}

function sumAt(block: Uint8Array, at: number): number {
  return block[at] + block[at + 1] + block[at + 2] + block[at + 3];
}

function digestOf(block: Uint8Array, at: number, key: Uint8Array, hmac: Hmac): Uint8Array {
  const rest = new Uint8Array(BLOCK - DIGEST);
  rest.set(block.subarray(0, at));
  rest.set(block.subarray(at + DIGEST), at);
  return hmac(key, rest);
}

/** The place whose digest is valid; undefined where there is none. */
function findDigest(block: Uint8Array, key: Uint8Array, hmac: Hmac): number | undefined {
  return PLACES.find((place) => {
    const at = digestAt(block, place);
    return equalBytes(digestOf(block, at, key, hmac), block.subarray(at, at + DIGEST));
  });
}

function writeDigest(block: Uint8Array, place: number, key: Uint8Array, hmac: Hmac): void {
  const at = digestAt(block, place);
  block.set(digestOf(block, at, key, hmac), at);
}

/** A block that shows that the digest in `block` was read. */
function answerTo(
  block: Uint8Array,
  place: number,
  name: Uint8Array,
  random: Uint8Array,
  hmac: Hmac,
): Uint8Array<ArrayBuffer> {
  const at = digestAt(block, place), key = new Uint8Array(name.length + SALT.length);
  key.set(name);
  key.set(SALT, name.length);
  const answer = Uint8Array.from(random), end = BLOCK - DIGEST;
  const own = hmac(key, block.subarray(at, at + DIGEST));
  answer.set(hmac(own, answer.subarray(0, end)), end);
  return answer;
}
