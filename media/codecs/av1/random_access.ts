import { headerSize, OBU_FRAME, OBU_FRAME_HEADER, OBU_SEQUENCE_HEADER, obuType } from "./obu.ts";

/**
 * Whether decoding can start with a temporal unit (AV1 §7.6): a sequence header, then a key frame. The OBUs have no size
 * fields.
 */
export function isRandomAccess(obus: readonly Uint8Array[]): boolean {
  let sequence = false;
  for (const obu of obus) {
    const type = obuType(obu);
    if (type === OBU_SEQUENCE_HEADER) sequence = true;
    else if (type === OBU_FRAME || type === OBU_FRAME_HEADER) return sequence && isKeyFrame(obu);
  }
  return false;
}

/**
 * Whether a frame (header) OBU begins a key frame (AV1 §5.9.2): show_existing_frame and frame_type are its first three
 * bits. Reduced still pictures, which lack them, are no streams.
 */
function isKeyFrame(obu: Uint8Array): boolean {
  const at = headerSize(obu);
  return at < obu.length && (obu[at] & 0xe0) === 0;
}
