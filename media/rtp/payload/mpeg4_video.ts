import { isIntra, startCode } from "media/codecs/mpeg4_video/start_code.ts";
import { CONTINUES, type Inspection, STARTS, STARTS_RANDOM_ACCESS } from "./payload.ts";

/** Headers before the first picture header: it is looked for no further. */
const LOOK = 512;

/** A unit begins with a start code; within a picture there is none. */
export function inspectMpeg4Video(bytes: Uint8Array, start: number, end: number): Inspection {
  if (start + 4 > end || startCode(bytes, start) < 0) return CONTINUES;
  return isIntra(bytes, start, Math.min(end, start + LOOK)) ? STARTS_RANDOM_ACCESS : STARTS;
}
