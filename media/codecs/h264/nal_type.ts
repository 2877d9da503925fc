/** NAL unit types (ITU-T H.264 table 7-1) that matter outside a decoder. */
export const NAL_SLICE = 1;
export const NAL_PARTITION_A = 2;
export const NAL_IDR = 5;
export const NAL_SEI = 6;
export const NAL_SPS = 7;
export const NAL_PPS = 8;
export const NAL_DELIMITER = 9;
export const NAL_FILLER = 12;

/** Type of a NAL unit, 0–31; 0, which is unspecified, where it is empty. */
export function nalType(nalu: Uint8Array): number {
  return nalu.length > 0 ? nalu[0] & 0x1f : 0;
}
