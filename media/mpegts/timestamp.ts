/** Ticks per second of PTS and DTS, and of the base of PCR. */
export const CLOCK_RATE = 90000;
/** Timestamps have 33 bits. */
const TURN = 2 ** 33;

/** Unwraps a 33-bit timestamp against the last unwrapped one: the nearest value that is equal modulo 2^33. */
export function unwrap33(last: number, wrapped: number): number {
  const ahead = modulo(wrapped - last);
  return last + (ahead >= TURN / 2 ? ahead - TURN : ahead);
}

/** The 33 bits of a time. */
export function wrap33(ticks: number): number {
  return modulo(ticks);
}

function modulo(ticks: number): number {
  const rest = ticks % TURN;
  return rest < 0 ? rest + TURN : rest;
}

/** Reads a PTS or DTS of five bytes (ISO/IEC 13818-1 §2.4.3.6); its marker bits are not looked at. */
export function readTimestamp(bytes: Uint8Array, at: number): number {
  const high = bytes[at] >> 1 & 7;
  const middle = bytes[at + 1] << 7 | bytes[at + 2] >> 1;
  const low = bytes[at + 3] << 7 | bytes[at + 4] >> 1;
  return high * 2 ** 30 + (middle << 15 | low);
}

/** Writes the 33 bits of a time; `prefix` are the four bits before them. */
export function writeTimestamp(bytes: Uint8Array, at: number, prefix: number, ticks: number): void {
  const wrapped = wrap33(ticks), low = wrapped % 2 ** 30;
  bytes[at] = prefix << 4 | Math.floor(wrapped / 2 ** 30) << 1 | 1;
  bytes[at + 1] = low >> 22;
  bytes[at + 2] = low >> 14 | 1;
  bytes[at + 3] = low >> 7;
  bytes[at + 4] = low << 1 | 1;
}

/** Writes a PCR of six bytes (§2.4.3.5), its extension 0. */
export function writePcr(bytes: Uint8Array, at: number, ticks: number): void {
  const wrapped = wrap33(ticks), high = Math.floor(wrapped / 2);
  bytes[at] = high >>> 24;
  bytes[at + 1] = high >>> 16;
  bytes[at + 2] = high >>> 8;
  bytes[at + 3] = high;
  bytes[at + 4] = wrapped % 2 << 7 | 0x7e;
  bytes[at + 5] = 0;
}
