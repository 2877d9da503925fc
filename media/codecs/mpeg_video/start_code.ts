import { findStartCode } from "../nal.ts";

/** Start codes (ISO/IEC 13818-2 table 6-1). */
export const PICTURE = 0x00;
const FIRST_SLICE = 0x01, LAST_SLICE = 0xaf;
export const SEQUENCE_HEADER = 0xb3;

export function isSlice(code: number): boolean {
  return code >= FIRST_SLICE && code <= LAST_SLICE;
}

/** Whether a picture has a sequence header before it: decoding can start there. */
export function hasSequenceHeader(picture: Uint8Array): boolean {
  for (let at = 0;; at += 4) {
    at = findStartCode(picture, at);
    if (at + 4 > picture.length || picture[at + 3] === PICTURE) return false;
    if (picture[at + 3] === SEQUENCE_HEADER) return true;
  }
}
