import { Malformed } from "media/malformed.ts";

/** Bytes of a key frame before its first partition (RFC 6386 §9.1). */
const KEY_FRAME_HEADER = 10;

/** Whether a frame is a key frame: decoding can start with it (RFC 6386 §9.1). */
export function isKeyFrame(frame: Uint8Array): boolean {
  return frame.length > 0 && (frame[0] & 1) === 0;
}

/** Width and height of a key frame in pixels, without scaling (RFC 6386 §9.1). */
export function parseFrameSize(
  frame: Uint8Array,
): { readonly width: number; readonly height: number } | Malformed {
  if (!isKeyFrame(frame)) return new Malformed("VP8: not a key frame");
  if (frame.length < KEY_FRAME_HEADER) return new Malformed("VP8: frame header is cut short");
  if (frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) {
    return new Malformed("VP8: no start code");
  }
  return {
    width: (frame[7] << 8 | frame[6]) & 0x3fff,
    height: (frame[9] << 8 | frame[8]) & 0x3fff,
  };
}
