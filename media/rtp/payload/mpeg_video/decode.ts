import { concat } from "media/bytes.ts";
import { isSlice, SEQUENCE_HEADER } from "media/codecs/mpeg_video/start_code.ts";
import { Malformed } from "media/malformed.ts";
import { type PayloadReader, UnitJoiner } from "../joiner.ts";
import {
  CONTINUES,
  type Depacketizer,
  type Inspection,
  STARTS,
  STARTS_RANDOM_ACCESS,
} from "../payload.ts";
import { EXTENSION, HEADER } from "./header.ts";

const PICTURES: PayloadReader = {
  read(payload, parts) {
    const size = headerSize(payload[0]);
    if (payload.length < size) return new Malformed("MPEG video: payload is too short");
    parts.push(payload.subarray(size));
    return undefined;
  },
  finish: (parts) => parts.length > 0 ? [concat(parts)] : [],
  reset() {},
};

/** Depacketizer of MPEG-1 and MPEG-2 video (RFC 2250 §3): pictures with the headers before them. */
export function mpegVideoDepacketizer(): Depacketizer {
  return new UnitJoiner(PICTURES);
}

/**
 * A unit begins with a header, which a slice is not; decoding can start with a sequence header, which comes first.
 * GStreamer tells nothing in the payload's own header.
 */
export function inspectMpegVideo(bytes: Uint8Array, start: number, end: number): Inspection {
  const at = start + headerSize(bytes[start]);
  if (at + 4 > end) return CONTINUES;
  const prefix = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
  if (!prefix || isSlice(bytes[at + 3])) return CONTINUES;
  return bytes[at + 3] === SEQUENCE_HEADER ? STARTS_RANDOM_ACCESS : STARTS;
}

function headerSize(first: number): number {
  return HEADER + ((first & EXTENSION) !== 0 ? 4 : 0);
}
