import { isIrap, NAL_PPS, NAL_VPS } from "media/codecs/h265/nal_type.ts";
import { inspectAggregate, type NalRole } from "../nal_aggregate.ts";
import { CONTINUES, type Inspect, inspection, STARTS, STARTS_RANDOM_ACCESS } from "../payload.ts";
import { AP, FU, typeOf } from "./nal.ts";

/** Random access is an IRAP slice; parameter sets are VPS, SPS and PPS. `donl` as for `h265Depacketizer`. */
export function h265Inspector(donl: boolean): Inspect {
  return (bytes, start, end) => {
    if (start + 3 > end) return CONTINUES;
    switch (typeOf(bytes[start])) {
      case FU: {
        const header = bytes[start + 2];
        return header & 0x80 ? ofRole(roleOf(header << 1)) : CONTINUES;
      }
      case AP:
        return inspectAggregate(bytes, start + 2, end, roleOf, donl ? 2 : 0, donl ? 1 : 0);
      default: {
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
