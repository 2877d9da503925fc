import { writeU16 } from "media/bytes.ts";
import { writeTimestamp } from "../timestamp.ts";

/** Bytes of a header with a PTS, and with a DTS as well. */
const WITH_PTS = 14, WITH_DTS = 19;
/** Bytes of it that PES_packet_length does not count, and the most it can tell. */
const BEFORE_LENGTH = 6, LONGEST = 0xffff;

/** stream_id (ISO/IEC 13818-1 table 2-22). */
export const STREAM_VIDEO = 0xe0,
  STREAM_AUDIO = 0xc0,
  STREAM_PRIVATE = 0xbd,
  STREAM_METADATA = 0xfc;

/** Bytes of the header of a PES packet with those times. */
export function pesHeaderSize(pts: number, dts: number): number {
  return pts === dts ? WITH_PTS : WITH_DTS;
}

/**
 * Writes the header of a PES packet (§2.4.3.6), times in ticks of 90 kHz; its data begins at a unit (`size` bytes of
 * it follow). What is too long for its length has none, as only pictures may.
 */
export function writePesHeader(
  bytes: Uint8Array,
  stream: number,
  size: number,
  pts: number,
  dts: number,
): void {
  const header = pesHeaderSize(pts, dts), length = header - BEFORE_LENGTH + size;
  bytes[2] = 1;
  bytes[3] = stream;
  writeU16(bytes, 4, length > LONGEST ? 0 : length);
  bytes[6] = 0x84; // data_alignment_indicator
  bytes[7] = pts === dts ? 0x80 : 0xc0;
  bytes[8] = header - 9;
  writeTimestamp(bytes, 9, pts === dts ? 2 : 3, pts);
  if (pts !== dts) writeTimestamp(bytes, 14, 1, dts);
}
