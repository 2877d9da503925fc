import { type AmfObject, type AmfValue, isAmfObject } from "media/amf/value.ts";
import { Malformed } from "media/malformed.ts";
import {
  AUDIO_FOURCCS,
  AUDIO_IDS,
  type AudioCodec,
  fourCcText,
  VIDEO_FOURCCS,
  VIDEO_IDS,
  type VideoCodec,
} from "./codec_id.ts";

/** A track that metadata announce. */
export interface AnnouncedTrack<C> {
  readonly id: number;
  /** Undefined where it is not told, or is none that FLV carries here. */
  readonly codec?: C;
}

/** What `onMetaData` tells of a stream. Many encoders leave tracks out: those are found by their messages. */
export interface FlvMetadata {
  readonly video: readonly AnnouncedTrack<VideoCodec>[];
  readonly audio: readonly AnnouncedTrack<AudioCodec>[];
  readonly properties: AmfObject;
}

const MAX_ID = 255;

/**
 * Reads the values of a data message, `onMetaData` with or without `@setDataFrame` before it: undefined for other data
 * messages, Malformed where the properties are missing.
 */
export function readMetadata(values: readonly AmfValue[]): FlvMetadata | undefined | Malformed {
  const at = values[0] === "@setDataFrame" ? 1 : 0;
  if (values[at] !== "onMetaData") return undefined;
  const properties = values[at + 1];
  if (!isAmfObject(properties)) return new Malformed("FLV: onMetaData without properties");
  return {
    video: announced(properties, "video", VIDEO_IDS, VIDEO_FOURCCS),
    audio: announced(properties, "audio", AUDIO_IDS, AUDIO_FOURCCS),
    properties,
  };
}

/** The first track is told by the properties themselves, further ones in a map by their number (Enhanced RTMP v2). */
function announced<C>(
  properties: AmfObject,
  kind: "video" | "audio",
  ids: ReadonlyMap<number, C>,
  fourCcs: ReadonlyMap<string, C>,
): AnnouncedTrack<C>[] {
  const key = `${kind}codecid`;
  const codecOf = (value: AmfValue) => {
    if (typeof value === "string") return fourCcs.get(value);
    if (typeof value !== "number") return undefined;
    return ids.get(value) ?? fourCcs.get(fourCcText(value));
  };
  const track = (id: number, value: AmfValue): AnnouncedTrack<C> => {
    const codec = codecOf(value);
    return codec === undefined ? { id } : { id, codec };
  };
  const first = properties.get(key);
  const tracks = isPresent(first) ? [track(0, first)] : [];
  const others = properties.get(`${kind}TrackIdInfoMap`);
  if (!isAmfObject(others)) return tracks;
  for (const [name, info] of others) {
    const id = trackId(name);
    if (id === undefined || tracks.some((other) => other.id === id)) continue;
    tracks.push(track(id, (isAmfObject(info) ? info.get(key) : undefined) ?? first));
  }
  return tracks;
}

/** 0, and what is no codec at all, tell that there is no track. */
function isPresent(value: AmfValue): boolean {
  return typeof value === "number" ? value > 0 : typeof value === "string" && value !== "";
}

function trackId(name: string): number | undefined {
  const id = Number(name);
  return /^\d+$/.test(name) && id <= MAX_ID ? id : undefined;
}
