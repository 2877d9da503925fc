import { isKeyFrame } from "media/codecs/vp8/frame_header.ts";
import { Malformed } from "media/malformed.ts";
import { Fragments, type PayloadReader, UnitJoiner } from "./joiner.ts";
import {
  CONTINUES,
  type Depacketizer,
  type Inspection,
  marked,
  type PackedPayload,
  type Packetizer,
  STARTS,
  STARTS_RANDOM_ACCESS,
} from "./payload.ts";

/** Depacketizer of VP8 (RFC 7741). */
export function vp8Depacketizer(): Depacketizer {
  return new UnitJoiner(new Vp8Reader());
}

/** Length of the payload descriptor (RFC 7741 §4.2), or -1 where it or anything behind it is missing. */
function descriptorLength(bytes: Uint8Array, start: number, end: number): number {
  let length = 1;
  if (start < end && bytes[start] & 0x80) {
    const extension = bytes[start + 1];
    length++;
    if (extension & 0x80) length += bytes[start + 2] & 0x80 ? 2 : 1;
    if (extension & 0x40) length++;
    if (extension & 0x30) length++;
  }
  return start + length < end ? length : -1;
}

/** Whether the payload begins a frame: the first byte of partition 0. */
function beginsFrame(descriptor: number): boolean {
  return (descriptor & 0x17) === 0x10;
}

class Vp8Reader implements PayloadReader {
  private readonly frame = new Fragments();

  read(payload: Uint8Array): Malformed | undefined {
    const length = descriptorLength(payload, 0, payload.length);
    if (length < 0) return new Malformed("VP8: payload is too short");
    const data = payload.subarray(length);
    if (!beginsFrame(payload[0])) return this.frame.append(data);
    if (this.frame.open) return new Malformed("VP8: two frames with one timestamp");
    this.frame.begin(data);
    return undefined;
  }

  finish(): Uint8Array[] {
    const frame = this.frame.end();
    return frame ? [frame] : [];
  }

  reset(): void {
    this.frame.reset();
  }
}

/** Packetizer of VP8, with the smallest descriptor. */
export const vp8Packetizer: Packetizer = {
  pack(payload: readonly Uint8Array[], payloadMax: number): PackedPayload[] {
    return payload.flatMap((frame) => packFrame(frame, payloadMax - 1));
  },
};

const FIRST = Uint8Array.of(0x10);
const NEXT = Uint8Array.of(0);

function packFrame(frame: Uint8Array, room: number): PackedPayload[] {
  const payloads: Uint8Array[][] = [];
  for (let at = 0; at < frame.length; at += room) {
    payloads.push([at === 0 ? FIRST : NEXT, frame.subarray(at, at + room)]);
  }
  return marked(payloads);
}

/** A unit begins with the first partition of a frame; random access is a key frame. */
export function inspectVp8(bytes: Uint8Array, start: number, end: number): Inspection {
  const length = descriptorLength(bytes, start, end);
  if (length < 0 || !beginsFrame(bytes[start])) return CONTINUES;
  const at = start + length;
  return isKeyFrame(bytes.subarray(at, at + 1)) ? STARTS_RANDOM_ACCESS : STARTS;
}
