import { concat, writeU24, writeU32 } from "media/bytes.ts";
import { headerSize } from "media/codecs/av1/obu.ts";
import { leb128Size, writeLeb128 } from "media/codecs/av1/leb128.ts";
import { swapByteOrder } from "media/codecs/lpcm/byte_order.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import { AVC } from "../codec_id.ts";
import { AAC_HEADER, AAC_RAW, EX_HEADER } from "../audio.ts";
import * as ex from "../enhanced.ts";
import { type FlvTrack, recordOf, soundByte } from "./track.ts";
import { AVC_END, AVC_HEADER, AVC_NALUS, hasCompositionTime } from "../video.ts";
import { INTER_FRAME, KEY_FRAME } from "../video.ts";

/** A frame to write. */
export interface FlvWritten {
  /** As `AccessUnit.payload`. */
  readonly payload: readonly Uint8Array[];
  readonly randomAccess: boolean;
  /** Presentation less decoding time in milliseconds: what 24 bits do not hold is cut. */
  readonly compositionTime: number;
}

/**
 * The body of the message with the track's sequence header: undefined for codecs that have none, Malformed while
 * parameter sets are missing or damaged. `keyFrame` is the one that follows, which VP9 needs.
 */
export function writeConfig(
  track: FlvTrack,
  keyFrame?: readonly Uint8Array[],
): Uint8Array | undefined | Malformed {
  const record = recordOf(track, keyFrame);
  if (!record || isMalformed(record)) return record;
  return concat([Uint8Array.from(header(track, ex.SEQUENCE_START, KEY_FRAME)), record]);
}

/** The body of the message with one frame, in parts: small headers, and views of the payload, but for LPCM. */
export function writeFrame(track: FlvTrack, frame: FlvWritten): Uint8Array[] {
  const { payload, compositionTime } = frame;
  const type = track.fourCc && track.kind === "video" && compositionTime === 0 &&
      hasCompositionTime(track.config.codec)
    ? ex.CODED_FRAMES_X
    : ex.CODED_FRAMES;
  const frameType = frame.randomAccess ? KEY_FRAME : INTER_FRAME;
  const head = header(track, type, frameType, compositionTime, payload[0]);
  switch (track.config.codec) {
    case "H264":
    case "H265":
      return withLengths(head, payload);
    case "AV1":
      return withSizes(head, payload);
    case "LPCM": {
      const { bitDepth } = track.config;
      return [Uint8Array.from(head), ...payload.map((part) => swapByteOrder(part, bitDepth))];
    }
    default:
      return [Uint8Array.from(head), ...payload];
  }
}

/** The body of the message that ends a sequence; undefined for legacy audio, which has none. */
export function writeEnd(track: FlvTrack): Uint8Array | undefined {
  if (track.kind === "audio" && !track.fourCc) return undefined;
  return Uint8Array.from(header(track, ex.SEQUENCE_END, KEY_FRAME));
}

/** The bytes before the record or the frame. */
function header(
  track: FlvTrack,
  type: number,
  frameType: number,
  compositionTime = 0,
  frame?: Uint8Array,
): number[] {
  const video = track.kind === "video";
  if (!track.fourCc) {
    return video
      ? [frameType << 4 | AVC, AVC_TYPES[type], ...i24(compositionTime)]
      : legacySound(track, type, frame);
  }
  const first = (video ? 0x80 | frameType << 4 : EX_HEADER << 4) |
    (track.id === 0 ? type : video ? ex.VIDEO_MULTITRACK : ex.AUDIO_MULTITRACK);
  const fourCc = Array.from(track.fourCc, (char) => char.charCodeAt(0));
  const timed = video && type === ex.CODED_FRAMES && hasCompositionTime(track.config.codec);
  const time = timed ? i24(compositionTime) : [];
  if (track.id === 0) return [first, ...fourCc, ...time];
  return [first, ex.ONE_TRACK << 4 | type, ...fourCc, track.id, ...time];
}

const AVC_TYPES: Readonly<Record<number, number>> = {
  [ex.SEQUENCE_START]: AVC_HEADER,
  [ex.CODED_FRAMES]: AVC_NALUS,
  [ex.SEQUENCE_END]: AVC_END,
};

function legacySound({ config }: FlvTrack, type: number, frame?: Uint8Array): number[] {
  const sound = soundByte(config, frame) ?? 0;
  if (config.codec !== "MPEG-4 Audio") return [sound];
  return [sound, type === ex.SEQUENCE_START ? AAC_HEADER : AAC_RAW];
}

const MAX_I24 = 0x7fffff;

function i24(value: number): number[] {
  const bytes = new Uint8Array(3);
  writeU24(bytes, 0, Math.max(-MAX_I24 - 1, Math.min(MAX_I24, Math.round(value))));
  return [...bytes];
}

/** NAL units behind lengths of four bytes, those and the header in one buffer. */
function withLengths(head: readonly number[], nalus: readonly Uint8Array[]): Uint8Array[] {
  const small = new Uint8Array(head.length + 4 * nalus.length), parts: Uint8Array[] = [];
  small.set(head);
  let from = 0, at = head.length;
  for (const nalu of nalus) {
    writeU32(small, at, nalu.length);
    at += 4;
    parts.push(small.subarray(from, at), nalu);
    from = at;
  }
  return parts.length > 0 ? parts : [small];
}

const HAS_SIZE = 0x02;
const MAX_OBU_HEADER = 2;

/** OBUs with their sizes (AV1 §5.3.1), headers and sizes in one buffer; empty ones are left out. */
function withSizes(head: readonly number[], obus: readonly Uint8Array[]): Uint8Array[] {
  let room = head.length;
  for (const { length } of obus) room += MAX_OBU_HEADER + leb128Size(length);
  const small = new Uint8Array(room), parts: Uint8Array[] = [];
  small.set(head);
  let from = 0, at = head.length;
  for (const obu of obus) {
    if (obu.length === 0) continue;
    const size = Math.min(headerSize(obu), obu.length);
    small.set(obu.subarray(0, size), at);
    small[at] |= HAS_SIZE;
    at = writeLeb128(small, at + size, obu.length - size);
    parts.push(small.subarray(from, at), obu.subarray(size));
    from = at;
  }
  return parts.length > 0 ? parts : [small.subarray(0, at)];
}
