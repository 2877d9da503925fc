import type { Lane } from "core/mod.ts";
import type { Codec, Track } from "media/track.ts";
import type { HlsConfig } from "../config.ts";
import type { Segmented } from "../wire/segmenter.ts";
import { TrackRendition } from "../wire/track_rendition.ts";
import { TransportRendition } from "../wire/transport_rendition.ts";
import { Window } from "../wire/window.ts";

/** What a variant carries: codecs in the order of kinds, and tracks of a kind at most. */
interface Carries {
  readonly codecs: readonly Codec[];
  readonly most: Readonly<Record<Track["kind"], number>>;
}

const FRAGMENTS: Carries = {
  codecs: ["AV1", "VP9", "H265", "H264", "Opus", "FLAC", "MPEG-4 Audio", "MPEG-4 Audio LATM"],
  most: { video: 1, audio: Infinity, application: 0 },
};
const CARRIES: Readonly<Record<HlsConfig["hlsVariant"], Carries>> = {
  lowLatency: FRAGMENTS,
  fmp4: FRAGMENTS,
  mpegts: {
    codecs: ["H264", "MPEG-4 Audio", "KLV"],
    most: { video: 1, audio: 1, application: 1 },
  },
};

/** Says that there is nothing to choose. */
export const NONE_SUPPORTED =
  "the stream doesn't contain any supported codec, which are currently " +
  "AV1, VP9, H265, H264, Opus, MPEG-4 Audio, KLV";

/** What a variant carries of a stream. */
export interface Choice {
  /** Video first: it leads. */
  readonly chosen: readonly Lane[];
  readonly skipped: readonly Lane[];
}

/** The tracks that a variant carries; none where there is neither picture nor sound. */
export function chooseLanes(lanes: readonly Lane[], variant: HlsConfig["hlsVariant"]): Choice {
  const { codecs, most } = CARRIES[variant], left = { ...most };
  const carried = lanes.filter(({ hasUnits, config, track: { kind } }) => {
    return hasUnits && codecs.includes(config.codec) && left[kind]-- > 0;
  });
  const of = (kind: Track["kind"]) => carried.filter(({ track }) => track.kind === kind);
  const shown = [...of("video"), ...of("audio")];
  const chosen = shown.length > 0 ? [...shown, ...of("application")] : [];
  return { chosen, skipped: lanes.filter((lane) => !chosen.includes(lane)) };
}

/** The renditions of tracks; `prefix` begins the names of all their files. */
export function renditionsOf(
  tracks: readonly Track[],
  prefix: string,
  { hlsVariant, hlsSegmentCount, hlsSegmentDuration, hlsPartDuration }: HlsConfig,
): Segmented[] {
  const windowOf = (stream: string, extension: "mp4" | "ts") =>
    new Window({
      name: `${prefix}_${stream}`,
      extension,
      count: hlsSegmentCount,
      gap: hlsVariant === "lowLatency" ? hlsSegmentDuration / 1000 : 0,
    });
  if (hlsVariant === "mpegts") {
    const rendition = new TransportRendition(windowOf("main", "ts"), tracks);
    return tracks.map((track) => ({ track, rendition }));
  }
  const partDuration = hlsPartDuration / 1000;
  return tracks.map((track) => {
    const window = windowOf(`${track.kind}${track.id + 1}`, "mp4");
    return { track, rendition: new TrackRendition(window, { track, partDuration }) };
  });
}
