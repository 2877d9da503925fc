import { fromBase64 } from "media/bytes.ts";
import type { Kind, Track, TrackConfig } from "media/track.ts";
import { writeFormat } from "media/rtp/format.ts";
import type { AccessUnit } from "media/unit.ts";
import aac from "../vectors/clips/aac.json" with { type: "json" };
import h264 from "../vectors/clips/h264.json" with { type: "json" };
import h265 from "../vectors/clips/h265.json" with { type: "json" };
import opus from "../vectors/clips/opus.json" with { type: "json" };

/** A unit of a clip: what it is before it has a stream. */
export type ClipUnit = Pick<AccessUnit, "pts" | "dts" | "randomAccess" | "payload">;

/** A short piece of encoded media, its units in decoding order, times beginning about 0. */
export interface Clip {
  readonly kind: Kind;
  readonly clockRate: number;
  readonly config: TrackConfig;
  readonly units: readonly ClipUnit[];
}

interface Vector {
  readonly codec: string;
  readonly clockRate: number;
  readonly config: Readonly<Record<string, string | number>>;
  /** `PTS DTS K|- PART[,PART…]`: K where decoding can start, the parts in base64. */
  readonly units: readonly string[];
}

/** What real encoders made: video of 14 pictures with two B-frames and two key frames, H264 in two slices each. */
export const CLIPS = {
  h264: clipOf(h264, "video"),
  h265: clipOf(h265, "video"),
  aac: clipOf(aac, "audio"),
  opus: clipOf(opus, "audio"),
} as const;

/** The tracks of a stream of these clips, one media section each; `announced`: with RTP formats, as packets need. */
export function tracksOf(clips: readonly Clip[], announced: boolean): Track[] {
  return clips.map(({ kind, clockRate, config }, id) => ({
    id,
    media: id,
    kind,
    clockRate,
    config,
    ...announced && { rtp: writeFormat(config, 100 + id) },
  }));
}

function clipOf({ codec, clockRate, config, units }: Vector, kind: Kind): Clip {
  const values = Object.entries(config).map(([name, value]) =>
    [name, typeof value === "string" ? fromBase64(value)! : value] as const
  );
  return {
    kind,
    clockRate,
    config: { codec, ...Object.fromEntries(values) } as TrackConfig,
    units: units.map(unitOf),
  };
}

function unitOf(line: string): ClipUnit {
  const [pts, dts, key, parts] = line.split(" ");
  const payload = parts.split(",").map((part) => fromBase64(part)!);
  return { pts: Number(pts), dts: Number(dts), randomAccess: key === "K", payload };
}
