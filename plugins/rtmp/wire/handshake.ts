import { equalBytes } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";

/** HMAC-SHA256. */
export type Hmac = (key: Uint8Array, message: Uint8Array) => Uint8Array;

/** Bytes of C1, C2, S1 and S2 (RTMP specification §5.2). */
export const BLOCK = 1536;
const VERSION = 3;
const DIGEST = 32;

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

/**
 * S0, S1 and S2 for C0 and C1: with digests where the client sent a valid one, else plain. `random`: bytes of a block.
 * C2 need not be looked at.
 */
export function answerClient(
  c0c1: Uint8Array,
  random: Uint8Array,
  hmac: Hmac,
): Uint8Array<ArrayBuffer> | Malformed {
  if (c0c1[0] !== VERSION) return new Malformed(`RTMP: version ${c0c1[0]} is not supported`);
  const c1 = c0c1.subarray(1), out = new Uint8Array(1 + 2 * BLOCK);
  const place = findDigest(c1, CLIENT_KEY, hmac);
  out[0] = VERSION;
  const s1 = out.subarray(1, 1 + BLOCK), s2 = out.subarray(1 + BLOCK);
  s1.set(random);
  s1.fill(0, 0, 8);
  if (place === undefined) {
    s2.set(c1);
    return out;
  }
  s1.set(SERVER_VERSION, 4);
  writeDigest(s1, place, SERVER_KEY, hmac);
  s2.set(answerTo(c1, place, SERVER_KEY, random, hmac));
  return out;
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
  const sum = block[place] + block[place + 1] + block[place + 2] + block[place + 3];
  return sum % SPREAD + place + 4;
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
