import { NAL_IDR, NAL_PPS, NAL_SPS } from "media/codecs/h264/nal_type.ts";
import { isMalformed } from "media/malformed.ts";
import { inspectAggregate, type NalRole } from "../nal_aggregate.ts";
import {
  CONTINUES,
  type Inspection,
  inspection,
  STARTS,
  STARTS_RANDOM_ACCESS,
} from "../payload.ts";
import { FU_A, STAP_A, typeOf, unlump } from "./nal.ts";

/** Random access is an IDR slice; parameter sets are SPS and PPS. */
export function inspectH264(bytes: Uint8Array, start: number, end: number): Inspection {
  if (start >= end) return CONTINUES;
  const type = typeOf(bytes[start]);
  if (type === NAL_IDR) return STARTS_RANDOM_ACCESS;
  if (type === FU_A) return inspectFragment(bytes, start, end);
  if (type === STAP_A) return inspectAggregate(bytes, start + 1, end, roleOf);
  return type === NAL_SPS || type === NAL_PPS || type === 0
    ? inspectSets(bytes.subarray(start, end))
    : STARTS;
}

function roleOf(header: number): NalRole {
  const type = typeOf(header);
  if (type === NAL_IDR) return "randomAccess";
  return type === NAL_SPS || type === NAL_PPS ? "parameterSet" : "slice";
}

function inspectFragment(bytes: Uint8Array, start: number, end: number): Inspection {
  const header = start + 1 < end ? bytes[start + 1] : 0;
  if (!(header & 0x80)) return CONTINUES;
  const type = typeOf(header);
  // An SPS is never so large: an IDR slice follows it behind a start code.
  return type === NAL_IDR || type === NAL_SPS ? STARTS_RANDOM_ACCESS : STARTS;
}

function inspectSets(payload: Uint8Array): Inspection {
  const nals = unlump(payload);
  if (isMalformed(nals)) return CONTINUES;
  const sets = nals.filter((nal) => roleOf(nal[0]) === "parameterSet");
  return inspection(nals.some((nal) => roleOf(nal[0]) === "randomAccess"), sets);
}
