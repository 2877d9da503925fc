import { concat, writeU32 } from "media/bytes.ts";

/** Bytes of a box's header. */
export const HEADER = 8;

/** A box (ISO/IEC 14496-12 §4.2) of four characters around its content. */
export function box(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  return concat(boxParts(type, content));
}

/** The same in parts, none of which is copied: its header, and the content. */
export function boxParts(type: string, content: readonly Uint8Array[]): Uint8Array[] {
  const header = new Uint8Array(HEADER);
  let size = HEADER;
  for (const part of content) size += part.length;
  writeU32(header, 0, size);
  header.set(characters(type), 4);
  return [header, ...content];
}

/** A full box (§4.2.2): with version and flags before its content. */
export function fullBox(
  type: string,
  version: number,
  flags: number,
  ...content: readonly Uint8Array[]
): Uint8Array {
  return concat(fullBoxParts(type, version, flags, content));
}

/** The same in parts. */
export function fullBoxParts(
  type: string,
  version: number,
  flags: number,
  content: readonly Uint8Array[],
): Uint8Array[] {
  return boxParts(type, [u32(version << 24 | flags), ...content]);
}

/** Four characters as bytes. */
export function characters(type: string): Uint8Array {
  return Uint8Array.from(type, (char) => char.charCodeAt(0));
}

/** 16-bit fields, big endian. */
export function u16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(2 * values.length), view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint16(2 * i, value));
  return bytes;
}

/** 32-bit fields, big endian; of larger values the low bits. */
export function u32(...values: readonly number[]): Uint8Array {
  return words(values);
}

/** The same of a list of any length. */
export function words(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 * values.length), view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setUint32(4 * i, values[i]);
  return bytes;
}

/** A 64-bit field, of an integer up to 2^53 of either sign. */
export function u64(value: number): Uint8Array {
  return u32(Math.floor(value / 2 ** 32), value % 2 ** 32);
}
