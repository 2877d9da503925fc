import {
  OBU_SEQUENCE_HEADER,
  OBU_TEMPORAL_DELIMITER,
  obuType,
  splitObus,
} from "media/codecs/av1/obu.ts";
import { isMalformed } from "media/malformed.ts";
import {
  CONTINUES,
  type Inspection,
  inspection,
  STARTS,
  STARTS_RANDOM_ACCESS,
} from "../payload.ts";
import { CONTINUATION, CONTINUES_NEXT, NEW_SEQUENCE, splitElements } from "./elements.ts";

/** Random access is where a coded video sequence begins; its sequence header is the parameter set. */
export function inspectAv1(bytes: Uint8Array, start: number, end: number): Inspection {
  if (start + 2 > end || bytes[start] & CONTINUATION) return CONTINUES;
  const isNew = (bytes[start] & NEW_SEQUENCE) !== 0;
  if (!isNew && !mayHoldSequence(bytes, start, end)) return STARTS;
  const elements = splitElements(bytes.subarray(start, end));
  if (isMalformed(elements)) return CONTINUES;
  if (bytes[start] & CONTINUES_NEXT) elements.pop();
  const headers = elements.filter((obu) => obuType(obu) === OBU_SEQUENCE_HEADER);
  if (headers.length === 0) return isNew ? STARTS_RANDOM_ACCESS : STARTS;
  return inspection(true, headers.flatMap(withoutSize));
}

/** Whether the first OBU is one of those that stand before frames. */
function mayHoldSequence(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + 1;
  if ((bytes[start] >> 4 & 3) !== 1) {
    while (at < end && bytes[at] & 0x80) at++;
    at++;
  }
  const type = at < end ? bytes[at] >> 3 & 0x0f : 0;
  return type === OBU_SEQUENCE_HEADER || type === OBU_TEMPORAL_DELIMITER;
}

function withoutSize(obu: Uint8Array): Uint8Array[] {
  const obus = obu[0] & 0x02 ? splitObus(obu) : [obu];
  return isMalformed(obus) ? [] : obus;
}
