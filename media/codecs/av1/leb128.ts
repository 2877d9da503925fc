/** Bytes of the longest code (AV1 §4.10.5). */
const MAX_SIZE = 8;

/** Where a leb128 code ends and its value, at most 2^32 − 1; undefined where it is cut short or larger. */
export function readLeb128(
  bytes: Uint8Array,
  start: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < MAX_SIZE && start + i < bytes.length; i++) {
    const byte = bytes[start + i];
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value < 2 ** 32 ? { value, end: start + i + 1 } : undefined;
  }
  return undefined;
}

/** Bytes that the shortest leb128 code of a value takes. */
export function leb128Size(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** Writes the shortest leb128 code of a value, at most 2^32 − 1, at `at`; answers where it ends. */
export function writeLeb128(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  while (rest >= 0x80) {
    bytes[at++] = 0x80 | rest & 0x7f;
    rest = Math.floor(rest / 0x80);
  }
  bytes[at++] = rest;
  return at;
}
