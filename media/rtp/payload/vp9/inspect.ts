import { isKeyFrame } from "media/codecs/vp9/frame_header.ts";
import { CONTINUES, type Inspection, STARTS, STARTS_RANDOM_ACCESS } from "../payload.ts";
import { beginsFrame, descriptorLength, spatialLayer } from "./descriptor.ts";

/** A unit begins with the lowest spatial layer of a picture; random access is a key frame there. */
export function inspectVp9(bytes: Uint8Array, start: number, end: number): Inspection {
  const length = descriptorLength(bytes, start, end);
  if (length < 0 || !beginsFrame(bytes[start]) || spatialLayer(bytes, start) > 0) return CONTINUES;
  const at = start + length;
  return isKeyFrame(bytes.subarray(at, at + 1)) ? STARTS_RANDOM_ACCESS : STARTS;
}
