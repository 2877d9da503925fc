import { parseDuration, type PathParameters } from "core/mod.ts";

type Parameters = Pick<PathParameters, "rtspRangeType" | "rtspRangeStart" | "rtspScale">;

/** The headers of PLAY that say where to begin and how fast (RFC 2326 §12.29, §12.34). */
export function playHeaders({ rtspRangeType, rtspRangeStart, rtspScale }: Parameters) {
  return {
    Range: rangeOf(rtspRangeType, rtspRangeStart),
    ...rtspScale !== "" && { Scale: rtspScale },
  };
}

function rangeOf(type: Parameters["rtspRangeType"], start: string): string {
  const seconds = (parseDuration(start) ?? 0) / 1000;
  switch (type) {
    case "clock":
      return `clock=${start}-`;
    case "npt":
      return `npt=${seconds}-`;
    case "smpte":
      return `smpte=${timeCode(seconds)}-`;
    default:
      return "npt=0-";
  }
}

/** `HH:MM:SS` (RFC 2326 §3.5). */
function timeCode(seconds: number): string {
  const parts = [seconds / 3600, seconds / 60 % 60, seconds % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}
