import { FieldReader } from "media/field_reader.ts";
import { Malformed } from "media/malformed.ts";
import type { MasterKey } from "media/rtp/srtp/keys.ts";
import {
  AES_CM,
  AUTHENTICATION_KEY,
  HMAC_SHA1,
  KEY,
  type Mikey,
  PAYLOAD,
  POLICY,
  SALT,
  TAG,
} from "./message.ts";

const VERSION = 1, SRTP = 0;
/** Bytes behind the type of a timestamp: NTP twice, and a counter (RFC 3830 §6.6). */
const TIME_SIZES = [8, 8, 4];
/** Kinds of keys (RFC 3830 §6.13): a TEK is what SRTP calls its master key. */
const TEK = 2, TEK_AND_SALT = 3;

/** Reads a message (RFC 3830 §6) whose keys are in the clear; what SRTP cannot be spoken by here is malformed. */
export function parseMikey(bytes: Uint8Array): Mikey | Malformed {
  const reader = new FieldReader(bytes);
  if (reader.u8() !== VERSION) return new Malformed("MIKEY of another version");
  reader.skip(1);
  let next = reader.u8();
  reader.skip(1);
  const bundle = reader.u32(), count = reader.u8();
  if (reader.u8() !== SRTP) return new Malformed("MIKEY for something other than SRTP");
  const sources = Array.from({ length: count }, () => {
    reader.skip(1);
    return { ssrc: reader.u32(), rollOver: reader.u32() };
  });
  let master: MasterKey | undefined;
  while (next !== PAYLOAD.last && !reader.overrun) {
    const payload = next;
    next = reader.u8();
    const read = READERS[payload];
    if (!read) return new Malformed(`MIKEY with a payload of the kind ${payload}`);
    const result = read(reader);
    if (result instanceof Malformed) return result;
    master ??= result;
  }
  if (reader.overrun) return new Malformed("MIKEY is cut off");
  return master ? { bundle, sources, master } : new Malformed("MIKEY without a key");
}

/** Each gives a key where it holds one. */
type Read = (reader: FieldReader) => MasterKey | Malformed | undefined;

const READERS: Readonly<Record<number, Read>> = {
  [PAYLOAD.time]: (reader) => {
    const size = TIME_SIZES[reader.u8()];
    if (size === undefined) return new Malformed("MIKEY with an unknown time");
    reader.skip(size);
    return undefined;
  },
  [PAYLOAD.random]: (reader) => {
    reader.skip(reader.u8());
    return undefined;
  },
  [PAYLOAD.policy]: readPolicy,
  [PAYLOAD.keys]: readKeys,
};

/** Values that are allowed; other parameters mean what they would without being there. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  [POLICY.cipher]: [AES_CM],
  [POLICY.cipherKeyLength]: [KEY],
  [POLICY.authentication]: [HMAC_SHA1],
  [POLICY.authenticationKeyLength]: [AUTHENTICATION_KEY, TAG],
  [POLICY.encryptsRtp]: [1],
  [POLICY.encryptsRtcp]: [1],
  [POLICY.authenticatesRtp]: [1],
  [POLICY.tagLength]: [TAG],
};

function readPolicy(reader: FieldReader): Malformed | undefined {
  reader.skip(1);
  if (reader.u8() !== SRTP) {
    return new Malformed("MIKEY with a policy of something other than SRTP");
  }
  const length = reader.u16(), end = reader.at + length;
  while (reader.at < end && !reader.overrun) {
    const type = reader.u8(), size = reader.u8(), value = reader.u8();
    reader.skip(size - 1);
    const allowed = ALLOWED[type];
    if (size === 0 || allowed && (size !== 1 || !allowed.includes(value))) {
      return new Malformed(`MIKEY with ${value} as its parameter ${type} of SRTP`);
    }
  }
  return undefined;
}

/** The first key of a KEMAC payload that is not encrypted (RFC 3830 §6.2). */
function readKeys(reader: FieldReader): MasterKey | Malformed {
  if (reader.u8() !== 0) return new Malformed("MIKEY with an encrypted key");
  const size = reader.u16(), end = reader.at + size;
  reader.skip(1);
  const kind = reader.u8() >> 4, key = reader.bytes(reader.u16());
  const salt = kind === TEK_AND_SALT ? reader.bytes(reader.u16()) : new Uint8Array();
  if (reader.overrun || reader.at > end) return new Malformed("MIKEY is cut off");
  reader.skip(end - reader.at);
  // What authenticates the message: nothing.
  if (reader.u8() !== 0) return new Malformed("MIKEY that is authenticated by itself");
  return masterOf(kind, key, salt);
}

/** Key and salt may be one piece. */
function masterOf(kind: number, key: Uint8Array, salt: Uint8Array): MasterKey | Malformed {
  const both = [...key, ...salt];
  if (kind !== TEK && kind !== TEK_AND_SALT || both.length !== KEY + SALT) {
    return new Malformed("MIKEY with a key of another kind or length");
  }
  return { key: Uint8Array.from(both.slice(0, KEY)), salt: Uint8Array.from(both.slice(KEY)) };
}
