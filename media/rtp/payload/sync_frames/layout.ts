import { readU16, writeU16 } from "media/bytes.ts";
import { AC3_SAMPLES, parseSyncframe } from "media/codecs/ac3/syncframe.ts";
import { parseFrameHeader } from "media/codecs/mpeg_audio/frame_header.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";

/** What a frame tells of itself. */
export interface FrameHeader {
  /** Bytes. */
  readonly size: number;
  readonly samples: number;
  readonly sampleRate: number;
}

/** How a codec whose frames tell their size is carried: whole frames behind a header, or one frame in fragments. */
export interface FrameLayout {
  /** Bytes of the payload's header. */
  readonly headerSize: number;
  /** Reads the header of the frame at `at`. */
  readFrame(bytes: Uint8Array, at: number): FrameHeader | Malformed;
  /** Whether a payload, which is as long as its header at least, goes on with a frame. */
  continues(payload: Uint8Array): boolean;
  /** The header of a payload with `count` whole frames. */
  wholeHeader(count: number): Uint8Array;
  /** The header of a payload with the bytes `from .. to` of a frame of `size` in `count` fragments. */
  fragmentHeader(from: number, to: number, size: number, count: number): Uint8Array;
}

/** MPEG-1 and MPEG-2 audio (RFC 2250 §3.5): the header has the offset of the fragment. */
export const MPEG_AUDIO: FrameLayout = {
  headerSize: 4,
  readFrame: parseFrameHeader,
  continues: (payload) => readU16(payload, 2) > 0,
  wholeHeader: () => new Uint8Array(4),
  fragmentHeader(from) {
    const header = new Uint8Array(4);
    writeU16(header, 2, from);
    return header;
  },
};

/** Frame types of AC-3 (RFC 4184 §4.1.1): the first fragment with five eighths of the frame, or less. */
const INITIAL = 1, SHORT_INITIAL = 2, FURTHER = 3;

/** AC-3 (RFC 4184 §4.1): the header has the frame type, and how many frames or fragments there are. */
export const AC3: FrameLayout = {
  headerSize: 2,
  readFrame(bytes, at) {
    const frame = parseSyncframe(bytes, at);
    return isMalformed(frame) ? frame : { ...frame, samples: AC3_SAMPLES };
  },
  continues: (payload) => (payload[0] & 3) === FURTHER,
  wholeHeader: (count) => Uint8Array.of(0, count),
  fragmentHeader(from, to, size, count) {
    const initial = 8 * to >= 5 * size ? INITIAL : SHORT_INITIAL;
    return Uint8Array.of(from > 0 ? FURTHER : initial, count);
  },
};
