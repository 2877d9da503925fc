import { NAL_IDR } from "media/codecs/h264/nal_type.ts";
import { splitAnnexB } from "media/codecs/nal.ts";
import type { Malformed } from "media/malformed.ts";

/** Types that only RTP has (RFC 6184 §5.2). */
export const STAP_A = 24;
export const FU_A = 28;

/** Type of the NAL unit or RTP payload with this first byte. */
export function typeOf(header: number): number {
  return header & 0x1f;
}

/**
 * The NAL units of one payload: itself, or what a sender put into it behind Annex B start codes, as some cameras
 * do. These are looked for only in what may stand before slices, since scanning slices costs.
 */
export function unlump(nal: Uint8Array): Uint8Array[] | Malformed {
  const type = typeOf(nal[0]);
  const code = type === 0 || type > NAL_IDR ? startCode(nal) : -1;
  if (code < 0) return [nal];
  const rest = splitAnnexB(nal.subarray(code));
  if (!Array.isArray(rest)) return rest;
  let end = code;
  while (end > 0 && nal[end - 1] === 0) end--;
  return end > 0 ? [nal.subarray(0, end), ...rest] : rest;
}

/** Where the first 00 00 01 begins, or -1. */
function startCode(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(1, 2); at >= 0; at = bytes.indexOf(1, at + 1)) {
    if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
  }
  return -1;
}
