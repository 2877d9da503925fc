import { FieldReader } from "media/field_reader.ts";
import { Malformed } from "media/malformed.ts";
import { fullBox } from "./write/box.ts";

/** What a recorded file tells of itself in a private box within `udta`, so that those before and behind are known. */
export interface SegmentInfo {
  /** 16 bytes: the same for all files of one recording. */
  readonly streamId: Uint8Array;
  /** Counts the files of the recording, one by one. */
  readonly number: number;
  /** Decoding time at the beginning of the file on the time line of the recording, in nanoseconds. */
  readonly dts: number;
  /** The wall clock then, in microseconds since 1970. */
  readonly ntp: number;
}

/** The type of the box. */
export const MTXI = "mtxi";

const ID_SIZE = 16, SIZE = 4 + ID_SIZE + 3 * 8;
const MICROSECOND = 1000n;

/** Writes the box. */
export function writeMtxi({ streamId, number, dts, ntp }: SegmentInfo): Uint8Array {
  const body = new Uint8Array(SIZE - 4), view = new DataView(body.buffer);
  body.set(streamId.subarray(0, ID_SIZE));
  view.setBigUint64(ID_SIZE, BigInt(number));
  view.setBigInt64(ID_SIZE + 8, BigInt(dts));
  view.setBigInt64(ID_SIZE + 16, BigInt(ntp) * MICROSECOND);
  return fullBox(MTXI, 0, 0, body);
}

/** Reads the content of the box. */
export function readMtxi(content: Uint8Array): SegmentInfo | Malformed {
  const reader = new FieldReader(content);
  if (reader.u32() !== 0) return new Malformed("MP4: unknown version of mtxi");
  reader.skip(ID_SIZE);
  const number = reader.u64(), dts = reader.i64();
  reader.skip(8);
  if (reader.overrun) return new Malformed("MP4: mtxi is cut short");
  const view = new DataView(content.buffer, content.byteOffset + 4 + ID_SIZE + 16, 8);
  const ntp = Number(view.getBigInt64(0) / MICROSECOND);
  return { streamId: content.slice(4, 4 + ID_SIZE), number, dts, ntp };
}
