import { readU24 } from "media/bytes.ts";
import { CONTINUES, type Inspection, STARTS_RANDOM_ACCESS } from "../payload.ts";
import { MAIN_HEADER } from "./header.ts";

/** A unit begins with the first fragment of an image; each image is random access. */
export function inspectMjpeg(bytes: Uint8Array, start: number, end: number): Inspection {
  if (start + MAIN_HEADER > end) return CONTINUES;
  return readU24(bytes, start + 1) === 0 ? STARTS_RANDOM_ACCESS : CONTINUES;
}
