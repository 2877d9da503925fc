import {
  NAL_IDR,
  NAL_PARTITION_A,
  NAL_PPS,
  NAL_SLICE,
  NAL_SPS,
} from "media/codecs/h264/nal_type.ts";
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
  if (isLaterSlice(type, bytes, start + 1, end)) return CONTINUES;
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
  if (isLaterSlice(type, bytes, start + 2, end)) return CONTINUES;
  // An SPS is never so large: an IDR slice follows it behind a start code.
  return type === NAL_IDR || type === NAL_SPS ? STARTS_RANDOM_ACCESS : STARTS;
}

/** A slice that does not begin a picture: `first_mb_in_slice`, at `at`, is not 0 (ITU-T H.264 §7.3.3). */
function isLaterSlice(type: number, bytes: Uint8Array, at: number, end: number): boolean {
  const slice = type === NAL_SLICE || type === NAL_PARTITION_A || type === NAL_IDR;
  return slice && at < end && !(bytes[at] & 0x80);
}

function inspectSets(payload: Uint8Array): Inspection {
  const nals = unlump(payload);
  if (isMalformed(nals)) return CONTINUES;
  const sets = nals.filter((nal) => roleOf(nal[0]) === "parameterSet");
  return inspection(nals.some((nal) => roleOf(nal[0]) === "randomAccess"), sets);
}
