import { writeU16 } from "media/bytes.ts";
import type { FieldReader } from "media/field_reader.ts";

/** Bytes of the length before each NAL unit of a sample. */
export type LengthSize = 1 | 2 | 4;

/** A config of NAL units, and how samples divide them. */
export interface NalConfig<C> {
  readonly config: C;
  readonly lengthSize: LengthSize;
}

/** The field that is written: four bytes before each NAL unit. */
export const LENGTH_SIZE_MINUS_ONE = 3;

/** Reads lengthSizeMinusOne, the low two bits of a byte; undefined where it is out of range. */
export function lengthSizeOf(byte: number): LengthSize | undefined {
  return ([1, 2, undefined, 4] as const)[byte & 3];
}

/** NAL units of `bytes` behind lengths of 16 bits, copied, since they outlive what they came in. */
export function readSets(reader: FieldReader, bytes: Uint8Array, count: number): Uint8Array[] {
  const sets: Uint8Array[] = [];
  for (let i = 0; i < count && !reader.overrun; i++) {
    const length = reader.u16(), from = reader.at;
    reader.skip(length);
    if (!reader.overrun) sets.push(bytes.slice(from, from + length));
  }
  return sets;
}

/** A NAL unit behind its length of 16 bits. */
export function sized(nalu: Uint8Array): [Uint8Array, Uint8Array] {
  const length = new Uint8Array(2);
  writeU16(length, 0, nalu.length);
  return [length, nalu];
}
