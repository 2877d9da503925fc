import { isIrap, NAL_LAST_SLICE, NAL_PPS, NAL_VPS } from "media/codecs/h265/nal_type.ts";
import { inspectAggregate, type NalRole } from "../nal_aggregate.ts";
import { CONTINUES, type Inspect, inspection, STARTS, STARTS_RANDOM_ACCESS } from "../payload.ts";
import { AP, FU, typeOf } from "./nal.ts";

/** Random access is an IRAP slice; parameter sets are VPS, SPS and PPS. `donl` as for `h265Depacketizer`. */
export function h265Inspector(donl: boolean): Inspect {
  return (bytes, start, end) => {
    if (start + 3 > end) return CONTINUES;
    switch (typeOf(bytes[start])) {
      case FU: {
        const header = bytes[start + 2] << 1;
        if (!(header & 0x100)) return CONTINUES;
        return isLaterSlice(header, bytes, start + (donl ? 5 : 3), end)
          ? CONTINUES
          : ofRole(roleOf(header));
      }
      case AP:
        return inspectAggregate(bytes, start + 2, end, roleOf, donl ? 2 : 0, donl ? 1 : 0);
      default: {
        if (isLaterSlice(bytes[start], bytes, start + (donl ? 4 : 2), end)) return CONTINUES;
        const role = roleOf(bytes[start]);
        if (role !== "parameterSet" || donl) return ofRole(role);
        return inspection(false, [bytes.subarray(start, end)]);
      }
    }
  };
}

function roleOf(header: number): NalRole {
  const type = typeOf(header);
  if (isIrap(type)) return "randomAccess";
  return type >= NAL_VPS && type <= NAL_PPS ? "parameterSet" : "slice";
}

function ofRole(role: NalRole) {
  return role === "randomAccess" ? STARTS_RANDOM_ACCESS : STARTS;
}

/** A slice that does not begin a picture, as the bit at `at` says (ITU-T H.265 §7.3.6.1). */
function isLaterSlice(header: number, bytes: Uint8Array, at: number, end: number): boolean {
  return typeOf(header) <= NAL_LAST_SLICE && at < end && !(bytes[at] & 0x80);
}
