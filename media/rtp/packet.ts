import { readU16, readU32, writeU16, writeU32 } from "media/bytes.ts";

/** Length of the fixed header in bytes (RFC 3550 §5.1). */
export const FIXED_HEADER = 12;

/** The marker bit of the packet at `start`. */
export function marker(bytes: Uint8Array, start: number): boolean {
  return bytes[start + 1] > 127;
}

/** Payload type, 0–127. */
export function payloadType(bytes: Uint8Array, start: number): number {
  return bytes[start + 1] & 0x7f;
}

/** Sequence number, 16 bits. */
export function sequence(bytes: Uint8Array, start: number): number {
  return readU16(bytes, start + 2);
}

/** Timestamp in ticks of the format's clock, 32 bits, unsigned. */
export function timestamp(bytes: Uint8Array, start: number): number {
  return readU32(bytes, start + 4);
}

/** Synchronisation source, 32 bits, unsigned. */
export function ssrc(bytes: Uint8Array, start: number): number {
  return readU32(bytes, start + 8);
}

/** Length of header, CSRC list and extension in bytes, or -1 where they do not fit or the version is not 2. */
export function headerLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < FIXED_HEADER || end > bytes.length) return -1;
  const first = bytes[start];
  if (first >> 6 !== 2) return -1;
  let length = FIXED_HEADER + 4 * (first & 0x0f);
  if (first & 0x10) {
    const extension = start + length;
    if (extension + 4 > end) return -1;
    length += 4 + 4 * readU16(bytes, extension + 2);
  }
  return start + length > end ? -1 : length;
}

/** Length of the padding in bytes, its count included; 0 without any. */
export function paddingLength(bytes: Uint8Array, start: number, end: number): number {
  return bytes[start] & 0x20 ? bytes[end - 1] : 0;
}

/** Whether `bytes[start .. end]` is an RTP packet whose header, extension and padding fit; the payload may be empty. */
export function validPacket(bytes: Uint8Array, start: number, end: number): boolean {
  const header = headerLength(bytes, start, end);
  if (header < 0) return false;
  if (!(bytes[start] & 0x20)) return true;
  const padding = bytes[end - 1];
  return padding > 0 && start + header + padding <= end;
}

/** Where the payload of a valid packet begins in `bytes`. */
export function payloadStart(bytes: Uint8Array, start: number, end: number): number {
  return start + headerLength(bytes, start, end);
}

/** Where the payload of a valid packet ends in `bytes`. */
export function payloadEnd(bytes: Uint8Array, start: number, end: number): number {
  return end - paddingLength(bytes, start, end);
}

/** Writes a fixed header of `FIXED_HEADER` bytes at `start`: no padding, extension or CSRC. */
export function writeHeader(
  bytes: Uint8Array,
  start: number,
  payloadType: number,
  marker: boolean,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  bytes[start] = 0x80;
  bytes[start + 1] = (marker ? 0x80 : 0) | payloadType & 0x7f;
  writeU16(bytes, start + 2, sequence);
  writeU32(bytes, start + 4, timestamp);
  writeU32(bytes, start + 8, ssrc);
}

/** Numbers a packet anew in place, payload type included; marker, flags and payload stay. */
export function renumber(
  bytes: Uint8Array,
  start: number,
  payloadType: number,
  sequence: number,
  timestamp: number,
  ssrc: number,
): void {
  bytes[start + 1] = bytes[start + 1] & 0x80 | payloadType & 0x7f;
  writeU16(bytes, start + 2, sequence);
  writeU32(bytes, start + 4, timestamp);
  writeU32(bytes, start + 8, ssrc);
}
