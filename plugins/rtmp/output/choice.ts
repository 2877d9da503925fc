import type { Lane } from "core/mod.ts";
import { type FlvTrack, flvTrack } from "media/flv/write/track.ts";

/** A track of a stream, and how a reader is sent it. */
export interface Chosen {
  readonly lane: Lane;
  readonly track: FlvTrack;
}

/** What a reader can be sent of a stream. */
export interface Choice {
  readonly chosen: readonly Chosen[];
  readonly skipped: readonly Lane[];
}

/** Codecs that are sent as legacy ones are to readers that have not named them. */
const LEGACY: ReadonlySet<string> = new Set(["avc1", "mp4a", ".mp3"]);

/**
 * The tracks that a reader can be sent: `fourCcs` are those of its `connect` (Enhanced RTMP), undefined where it named
 * none; such a reader gets one track of each kind, of a legacy codec.
 */
export function chooseTracks(
  lanes: readonly Lane[],
  fourCcs: ReadonlySet<string> | undefined,
): Choice {
  const chosen: Chosen[] = [], skipped: Lane[] = [], next = { video: 0, audio: 0 };
  for (const lane of lanes) {
    const { kind } = lane.track;
    const track = kind === "application" || !lane.hasUnits
      ? undefined
      : flvTrack(lane.config, next[kind]);
    if (!track || !understands(track, fourCcs)) skipped.push(lane);
    else {
      next[track.kind]++;
      chosen.push({ lane, track });
    }
  }
  return { chosen, skipped };
}

function understands({ fourCc }: FlvTrack, fourCcs: ReadonlySet<string> | undefined): boolean {
  if (fourCc === undefined) return true;
  return fourCcs !== undefined && (LEGACY.has(fourCc) || fourCcs.has(fourCc));
}

/** Says that there is nothing to choose. */
export const NONE_SUPPORTED =
  "the stream doesn't contain any supported codec, which are currently " +
  "AV1, VP9, H265, H264, Opus, FLAC, MPEG-4 Audio (AAC), MPEG-1/2 Audio (MP3), AC-3, G711, LPCM";
