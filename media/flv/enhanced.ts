import { readU16, readU24 } from "media/bytes.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { readFourCc } from "./codec_id.ts";

/** Packet types of Enhanced RTMP v2 (VideoPacketType, AudioPacketType): the first three are the same for both. */
export const SEQUENCE_START = 0;
export const CODED_FRAMES = 1;
export const SEQUENCE_END = 2;
export const CODED_FRAMES_X = 3;
export const VIDEO_METADATA = 4;
export const MULTICHANNEL_CONFIG = 4;
export const AUDIO_MULTITRACK = 5;
export const VIDEO_MULTITRACK = 6;
const MOD_EX = 7;

/** AvMultitrackType. */
export const ONE_TRACK = 0;
const MANY_TRACKS = 1;
const MANY_TRACKS_MANY_CODECS = 2;

const TIMESTAMP_OFFSET_NANO = 0;
const MAX_NANOSECONDS = 999_999;
/** Tracks of a message: more is refused. */
const MAX_TRACKS = 64;

/** What an enhanced message holds for one track. */
export interface EnhancedPart {
  readonly fourCc: string;
  readonly track: number;
  readonly data: Uint8Array;
}

export interface EnhancedMessage {
  /** Never multitrack, never ModEx. */
  readonly type: number;
  readonly nanoseconds: number;
  /** Where the codec or the tracks begin. */
  readonly at: number;
  /** Undefined where the message is of one track and does not say which. */
  readonly multitrack?: number;
}

/** Reads the header of an enhanced message (ExVideoTagHeader, ExAudioTagHeader) but for the codec; it is not empty. */
export function readHeader(body: Uint8Array, multitrack: number): EnhancedMessage | Malformed {
  const modified = readModifiers(body);
  if (isMalformed(modified) || modified.type !== multitrack) return modified;
  if (modified.at >= body.length) return cutShort();
  const byte = body[modified.at], type = byte & 0x0f;
  if (type === multitrack || type === MOD_EX) {
    return new Malformed("FLV: packet type within multitrack out of range");
  }
  if (byte >> 4 > MANY_TRACKS_MANY_CODECS) {
    return new Malformed("FLV: type of multitrack is not known");
  }
  return { ...modified, type, at: modified.at + 1, multitrack: byte >> 4 };
}

/** Passes over ModEx packets, of which only the offset of the time is known. */
function readModifiers(body: Uint8Array): EnhancedMessage | Malformed {
  let type = body[0] & 0x0f, at = 1, nanoseconds = 0;
  while (type === MOD_EX) {
    if (at + 3 > body.length) return cutShort();
    let size = body[at++] + 1;
    if (size === 256) {
      size = readU16(body, at) + 1;
      at += 2;
    }
    if (at + size >= body.length) return cutShort();
    const byte = body[at + size];
    if (byte >> 4 === TIMESTAMP_OFFSET_NANO && size >= 3) {
      nanoseconds = Math.min(MAX_NANOSECONDS, readU24(body, at));
    }
    type = byte & 0x0f;
    at += size + 1;
  }
  return { type, nanoseconds, at };
}

/** Reads what the message holds for each of its tracks, as views. */
export function readParts(body: Uint8Array, message: EnhancedMessage): EnhancedPart[] | Malformed {
  const { multitrack } = message;
  let at = message.at, shared = "";
  if (multitrack !== MANY_TRACKS_MANY_CODECS) {
    if (at + 4 > body.length) return cutShort();
    shared = readFourCc(body, at);
    at += 4;
  }
  if (multitrack === undefined) return [{ fourCc: shared, track: 0, data: body.subarray(at) }];
  if (multitrack === ONE_TRACK) {
    if (at >= body.length) return cutShort();
    return [{ fourCc: shared, track: body[at], data: body.subarray(at + 1) }];
  }
  return readTracks(body, at, multitrack === MANY_TRACKS ? shared : undefined);
}

function readTracks(
  body: Uint8Array,
  start: number,
  shared: string | undefined,
): EnhancedPart[] | Malformed {
  const parts: EnhancedPart[] = [];
  const codec = shared === undefined ? 4 : 0;
  for (let at = start; at < body.length;) {
    const from = at + codec + 4;
    if (from > body.length) return cutShort();
    const size = readU24(body, from - 3);
    if (size > body.length - from) return new Malformed("FLV: a track is beyond the end");
    const fourCc = shared ?? readFourCc(body, at);
    parts.push({ fourCc, track: body[from - 4], data: body.subarray(from, from + size) });
    if (parts.length > MAX_TRACKS) return new Malformed(`FLV: over ${MAX_TRACKS} tracks`);
    at = from + size;
  }
  return parts;
}

function cutShort(): Malformed {
  return new Malformed("FLV: enhanced header is cut short");
}
