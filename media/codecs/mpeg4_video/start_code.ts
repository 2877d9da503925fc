/** Start codes (ISO/IEC 14496-2 table 6-3): visual object sequence, picture. */
const VISUAL_OBJECT_SEQUENCE = 0xb0, VOP = 0xb6;
/** vop_coding_type of pictures that need no other. */
const INTRA = 0;

/** Whether a picture, or the beginning of one, needs no other to be decoded. */
export function isIntra(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  for (let at = start; at + 4 < end; at++) {
    if (startCode(bytes, at) === VOP) return bytes[at + 4] >> 6 === INTRA;
  }
  return false;
}

/** The code at `at`, 0–255, which lies within the bytes with the three after it; -1 where there is none. */
export function startCode(bytes: Uint8Array, at: number): number {
  const prefix = bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1;
  return prefix ? bytes[at + 3] : -1;
}

/** profile_and_level_indication of a config that begins with a visual object sequence, which else may leave it out. */
export function profileLevelOf(config: Uint8Array): number | undefined {
  return config.length > 4 && startCode(config, 0) === VISUAL_OBJECT_SEQUENCE
    ? config[4]
    : undefined;
}
