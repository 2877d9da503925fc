import { Malformed } from "media/malformed.ts";

/** NAL units of one access unit: more is refused. */
export const MAX_NAL_UNITS = 1024;
/** Bytes of one access unit: more is refused. */
export const MAX_ACCESS_UNIT_SIZE = 10 * 1024 * 1024;

/**
 * NAL units of a byte stream (ITU-T H.264 Annex B) as views, without start codes and trailing zeros; empty ones are
 * left out.
 */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] | Malformed {
  if (bytes.length > MAX_ACCESS_UNIT_SIZE) return tooLarge("Annex B");
  let code = findStartCode(bytes, 0);
  for (let i = 0; i < code; i++) {
    if (bytes[i] !== 0) return new Malformed("Annex B: no start code at the beginning");
  }
  if (code === bytes.length) return new Malformed("Annex B: no start code");
  const nalus: Uint8Array[] = [];
  while (code < bytes.length) {
    const next = findStartCode(bytes, code + 3);
    let end = next;
    while (end > code + 3 && bytes[end - 1] === 0) end--;
    if (end > code + 3) nalus.push(bytes.subarray(code + 3, end));
    if (nalus.length > MAX_NAL_UNITS) return tooMany("Annex B");
    code = next;
  }
  return nalus;
}

/** Where 00 00 01 begins at or after `from`, or the length. */
export function findStartCode(bytes: Uint8Array, from: number): number {
  let i = from + 2;
  while (i < bytes.length) {
    if (bytes[i] > 1) i += 3;
    else if (bytes[i] === 0) i++;
    else if (bytes[i - 1] === 0 && bytes[i - 2] === 0) return i - 2;
    else i += 3;
  }
  return bytes.length;
}

/** NAL units as a byte stream, each behind a start code of four bytes. */
export function joinAnnexB(nalus: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(prefixedSize(nalus));
  let at = 0;
  for (const nalu of nalus) {
    out[at + 3] = 1;
    out.set(nalu, at + 4);
    at += 4 + nalu.length;
  }
  return out;
}

/** NAL units behind big-endian lengths of `lengthSize` bytes (ISO 14496-15 §5.3.2), as views; empty ones are left out. */
export function splitLengthPrefixed(
  bytes: Uint8Array,
  lengthSize: 1 | 2 | 4 = 4,
): Uint8Array[] | Malformed {
  if (bytes.length > MAX_ACCESS_UNIT_SIZE) return tooLarge("AVCC");
  const nalus: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    if (at + lengthSize > bytes.length) return new Malformed("AVCC: length is cut short");
    let length = 0;
    for (let i = 0; i < lengthSize; i++) length = length * 256 + bytes[at + i];
    at += lengthSize;
    if (length > bytes.length - at) return new Malformed("AVCC: length is beyond the end");
    if (length > 0) nalus.push(bytes.subarray(at, at + length));
    if (nalus.length > MAX_NAL_UNITS) return tooMany("AVCC");
    at += length;
  }
  return nalus;
}

/** NAL units behind big-endian lengths of four bytes. */
export function joinLengthPrefixed(nalus: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(prefixedSize(nalus));
  let at = 0;
  for (const nalu of nalus) {
    out[at] = nalu.length >>> 24;
    out[at + 1] = nalu.length >>> 16;
    out[at + 2] = nalu.length >>> 8;
    out[at + 3] = nalu.length;
    out.set(nalu, at + 4);
    at += 4 + nalu.length;
  }
  return out;
}

/**
 * A NAL unit, or its first `limit` bytes, without emulation prevention bytes (ITU-T H.264 §7.4.1.1): itself, whole,
 * where it has none in that range, else a copy.
 */
export function removeEmulationPrevention(nalu: Uint8Array, limit = nalu.length): Uint8Array {
  const end = Math.min(limit, nalu.length);
  let at = emulationByte(nalu, 2, end);
  if (at === end) return nalu;
  const out = new Uint8Array(end);
  let from = 0;
  let size = 0;
  while (from < end) {
    out.set(nalu.subarray(from, at), size);
    size += at - from;
    from = at + 1;
    at = emulationByte(nalu, from + 2, end);
  }
  return out.subarray(0, size);
}

/** The first 03 behind 00 00 at or after `from`, or `end`. */
function emulationByte(nalu: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    if (nalu[i] === 3 && nalu[i - 1] === 0 && nalu[i - 2] === 0) return i;
  }
  return end;
}

function prefixedSize(nalus: readonly Uint8Array[]): number {
  let size = 0;
  for (const nalu of nalus) size += 4 + nalu.length;
  return size;
}

function tooLarge(format: string): Malformed {
  return new Malformed(`${format}: over ${MAX_ACCESS_UNIT_SIZE} bytes`);
}

function tooMany(format: string): Malformed {
  return new Malformed(`${format}: over ${MAX_NAL_UNITS} NAL units`);
}
