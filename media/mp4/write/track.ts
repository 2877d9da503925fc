import { writeAvcC } from "media/codecs/h264/record.ts";
import { parseSps as parseH264 } from "media/codecs/h264/sps.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";
import { box } from "./box.ts";
import { esds } from "./descriptor.ts";
import { audioEntry, visualEntry } from "./sample_entry.ts";

/** A track as the movie box declares it. */
export interface OutputTrack {
  /** track_ID, above 0. */
  readonly id: number;
  readonly kind: "video" | "audio";
  /** Ticks per second of all its times. */
  readonly timescale: number;
  /** The box of its sample description (ISO/IEC 14496-12 §8.5.2). */
  readonly entry: Uint8Array;
  /** Pixels; of video. */
  readonly width?: number;
  readonly height?: number;
}

type Described = Pick<OutputTrack, "kind" | "entry" | "width" | "height">;

/** objectTypeIndication (MP4 registration authority). */
const AAC = 0x40;

/**
 * The track of a config, its times in ticks of `timescale`. `first` is the payload of the unit that it begins with, a
 * random access: some codecs tell sizes, rates and layouts in frames only. Undefined for codecs that MP4 cannot carry;
 * Malformed while parameter sets are missing or damaged.
 */
export function outputTrack(
  id: number,
  config: TrackConfig,
  timescale: number,
  _first: readonly Uint8Array[] = [],
): OutputTrack | undefined | Malformed {
  const described = describe(config);
  return !described || isMalformed(described) ? described : { id, timescale, ...described };
}

function describe(config: TrackConfig): Described | undefined | Malformed {
  switch (config.codec) {
    case "H264":
      return h264(config);
    case "MPEG-4 Audio":
      return sound("mp4a", config, esds("audio", AAC, config.config));
    default:
      return undefined;
  }
}

function h264(config: ConfigOf<"H264">): Described | Malformed {
  const record = writeAvcC(config);
  if (isMalformed(record)) return record;
  return picture("avc1", parseH264(config.sps!), box("avcC", record));
}

function picture(
  format: string,
  size: { readonly width: number; readonly height: number } | Malformed,
  ...boxes: readonly Uint8Array[]
): Described | Malformed {
  if (isMalformed(size)) return size;
  const { width, height } = size;
  return { kind: "video", entry: visualEntry(format, size, ...boxes), width, height };
}

function sound(
  format: string,
  about: Parameters<typeof audioEntry>[1],
  ...boxes: readonly Uint8Array[]
): Described {
  return { kind: "audio", entry: audioEntry(format, about, ...boxes) };
}
