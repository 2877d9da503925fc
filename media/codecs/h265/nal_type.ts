/** NAL unit types (ITU-T H.265 table 7-1) that matter outside a decoder; 0–31 are slices, 16–23 of IRAP pictures. */
export const NAL_BLA_W_LP = 16;
export const NAL_IDR_W_RADL = 19;
export const NAL_IDR_N_LP = 20;
export const NAL_CRA = 21;
export const NAL_LAST_SLICE = 31;
export const NAL_VPS = 32;
export const NAL_SPS = 33;
export const NAL_PPS = 34;
export const NAL_DELIMITER = 35;
export const NAL_FILLER = 38;
export const NAL_PREFIX_SEI = 39;
export const NAL_SUFFIX_SEI = 40;

/** Type of a NAL unit, 0–63; -1 where it is shorter than its header or belongs to a layer above the base. */
export function nalType(nalu: Uint8Array): number {
  if (nalu.length < 2 || (nalu[0] & 1) !== 0 || nalu[1] >> 3 !== 0) return -1;
  return nalu[0] >> 1 & 0x3f;
}

/** Whether a type is that of a slice decoding can start with: IRAP pictures (ITU-T H.265 §3.75). */
export function isIrap(type: number): boolean {
  return type >= NAL_BLA_W_LP && type <= NAL_CRA;
}
