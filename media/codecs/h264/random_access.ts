import { BitReader } from "media/bits.ts";
import { removeEmulationPrevention } from "../nal.ts";
import { NAL_IDR, NAL_SEI, nalType } from "./nal_type.ts";

/** SEI payload type of recovery points (ITU-T H.264 §D.1.8). */
const RECOVERY_POINT = 6;

/** Whether an access unit holds an IDR picture. */
export function isRandomAccess(nalus: readonly Uint8Array[]): boolean {
  for (const nalu of nalus) {
    if (nalType(nalu) === NAL_IDR) return true;
  }
  return false;
}

/**
 * Frames after an access unit until the picture is right when decoding starts with it, as its recovery point SEI tells
 * (ITU-T H.264 §D.2.8): 0 in open GOPs, more with intra refresh; undefined without one.
 */
export function recoveryFrames(nalus: readonly Uint8Array[]): number | undefined {
  for (const nalu of nalus) {
    if (nalType(nalu) !== NAL_SEI) continue;
    const frames = findRecoveryPoint(removeEmulationPrevention(nalu));
    if (frames !== undefined) return frames;
  }
  return undefined;
}

/** Walks the messages of one SEI (ITU-T H.264 §7.3.2.3.1). */
function findRecoveryPoint(sei: Uint8Array): number | undefined {
  let at = 1;
  while (at + 2 < sei.length) {
    let type = 0;
    let size = 0;
    while (sei[at] === 0xff) type += sei[at++];
    type += sei[at++];
    while (sei[at] === 0xff) size += sei[at++];
    size += sei[at++];
    // Also false where the end was passed, which makes the sum NaN.
    if (!(at + size <= sei.length)) return undefined;
    if (type === RECOVERY_POINT) return readFrames(sei.subarray(at, at + size));
    at += size;
  }
  return undefined;
}

function readFrames(payload: Uint8Array): number | undefined {
  const reader = new BitReader(payload);
  const frames = reader.ue();
  return reader.overrun ? undefined : frames;
}
