import type { Lane } from "core/mod.ts";
import { canCarry } from "media/mpegts/write/muxer.ts";

/** What a reader can be sent of a stream. */
export interface Choice {
  readonly chosen: readonly Lane[];
  readonly skipped: readonly Lane[];
}

/** The tracks that MPEG-TS carries. */
export function chooseTracks(lanes: readonly Lane[]): Choice {
  const carried = ({ hasUnits, config }: Lane) => hasUnits && canCarry(config);
  return {
    chosen: lanes.filter(carried),
    skipped: lanes.filter((lane) => !carried(lane)),
  };
}

/** Says that there is nothing to choose. */
export const NONE_SUPPORTED =
  "the stream doesn't contain any supported codec, which are currently " +
  "H265, H264, MPEG-4 Video, MPEG-1/2 Video, Opus, MPEG-4 Audio (AAC), MPEG-1/2 Audio, AC-3, KLV";
