import { type AmfValue, EcmaArray } from "media/amf/value.ts";
import { parseSequenceHeader } from "media/codecs/av1/sequence_header.ts";
import { parseSps as parseH264Sps } from "media/codecs/h264/sps.ts";
import { parseSps as parseH265Sps } from "media/codecs/h265/sps.ts";
import { isMalformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { AVC, fourCcNumber } from "../codec_id.ts";
import { type FlvTrack, soundByte } from "./track.ts";

/** The properties of `onMetaData`: the first track of each kind, and further ones by number (Enhanced RTMP v2). */
export function writeMetadata(tracks: readonly FlvTrack[]): EcmaArray {
  const out = new EcmaArray();
  for (const kind of ["video", "audio"] as const) {
    const [first, ...others] = tracks.filter((track) => track.kind === kind);
    if (!first) continue;
    for (const [name, value] of propertiesOf(first)) out.set(name, value);
    if (others.length === 0) continue;
    const infos = others.map((track) => [String(track.id), propertiesOf(track)] as const);
    out.set(`${kind}TrackIdInfoMap`, new Map(infos));
  }
  return out;
}

function propertiesOf(track: FlvTrack): ReadonlyMap<string, AmfValue> {
  const { kind, config } = track;
  const rest = kind === "video" ? pictureOf(config) : soundOf(config);
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  return new Map<string, AmfValue>([...known, [`${kind}codecid`, codecId(track)]]);
}

interface Picture {
  readonly width?: number;
  readonly height?: number;
  /** Frames per second. */
  readonly framerate?: number;
}

function pictureOf(config: TrackConfig): Picture {
  const parsed = parsedOf(config);
  if (!parsed || isMalformed(parsed)) return {};
  const { width, height } = parsed;
  return { width, height, ..."frameRate" in parsed && { framerate: parsed.frameRate } };
}

function parsedOf(config: TrackConfig) {
  switch (config.codec) {
    case "H264":
      return config.sps && parseH264Sps(config.sps);
    case "H265":
      return config.sps && parseH265Sps(config.sps);
    case "AV1":
      return config.sequenceHeader && parseSequenceHeader(config.sequenceHeader);
    default:
      return undefined;
  }
}

interface SoundProperties {
  readonly audiosamplerate?: number;
  readonly audiosamplesize?: number;
  readonly stereo?: boolean;
}

function soundOf(config: TrackConfig): SoundProperties {
  const { sampleRate, channels } = config as { sampleRate?: number; channels?: number };
  return {
    audiosamplerate: config.codec === "Opus" ? 48000 : sampleRate,
    audiosamplesize: 16,
    stereo: channels === undefined ? undefined : channels > 1,
  };
}

function codecId({ kind, config, fourCc }: FlvTrack): number {
  if (fourCc) return fourCcNumber(fourCc);
  if (kind === "audio") return (soundByte(config) ?? 0) >> 4;
  return AVC;
}
