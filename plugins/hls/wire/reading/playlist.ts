import { Malformed } from "media/malformed.ts";
import { parse, setOptions, type types } from "hls-parser";

setOptions({ strictMode: false, silent: true });

/** Bytes of a file. */
export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A file, or a part of one. */
export interface Source {
  readonly uri: string;
  readonly range?: Range;
}

/** Something to fetch: a segment, or a part of one. */
export interface Item extends Source {
  /** Media sequence number of the segment. */
  readonly segment: number;
  /** Counted within its segment; undefined for a whole one. */
  readonly part?: number;
  /** Seconds. */
  readonly duration: number;
  readonly init?: Source;
  /** It does not go on from what is before. */
  readonly discontinuity: boolean;
  /** Wall clock of its beginning in milliseconds. */
  readonly programTime?: number;
  /** Decoding can start with it, as far as is told. */
  readonly independent: boolean;
  /** There is nothing to fetch. */
  readonly gap: boolean;
}

export interface MediaPlaylist {
  readonly kind: "media";
  /** Seconds. */
  readonly target: number;
  /** Nothing will be added. */
  readonly ended: boolean;
  /** The server answers when what is asked for is there. */
  readonly canBlock: boolean;
  /** Seconds before the end at which players begin, where the server tells. */
  readonly holdBack?: number;
  readonly items: readonly Item[];
}

/** What to follow of a stream in several qualities. */
export interface MultivariantPlaylist {
  readonly kind: "multivariant";
  readonly video: string;
  /** Sound that comes by itself. */
  readonly audio?: string;
}

/** Segments of a playlist; variants and renditions, for which the library takes long when there are many. */
const MOST = 100_000, MOST_RENDITIONS = 200;
const RENDITION = /#EXT-X-(?:MEDIA|STREAM-INF|I-FRAME-STREAM-INF):/g;

/** Reads a playlist of either kind (RFC 8216bis). */
export function readPlaylist(text: string): MediaPlaylist | MultivariantPlaylist | Malformed {
  if (!text.trimStart().startsWith("#EXTM3U")) return new Malformed("HLS: not a playlist");
  if ((text.match(RENDITION)?.length ?? 0) > MOST_RENDITIONS) {
    return new Malformed(`HLS: over ${MOST_RENDITIONS} variants and renditions`);
  }
  try {
    const playlist = parse(text);
    if (playlist.isMasterPlaylist) return readMultivariant(playlist as types.MasterPlaylist);
    return readMedia(playlist as types.MediaPlaylist);
  } catch {
    return new Malformed("HLS: the playlist cannot be read");
  }
}

const CODECS = /^(?:avc[13]|hvc1|hev1|av01|vp09|mp4a|opus|flac|ac-3)(?:\.|$)/i;

/** The best variant that is understood, and its sound: what is to be played if nothing else is asked for. */
function readMultivariant({ variants }: types.MasterPlaylist): MultivariantPlaylist | Malformed {
  const understood = variants.filter(({ uri, codecs, isIFrameOnly }) =>
    uri && !isIFrameOnly && (codecs ?? "").split(",").every((codec) => {
      const name = codec.trim();
      return name === "" || CODECS.test(name);
    })
  );
  const best = understood.toSorted((a, b) => (b.bandwidth ?? 0) - (a.bandwidth ?? 0))[0];
  if (!best) return new Malformed("HLS: no variant has codecs that are supported");
  const sounds = best.audio.filter(({ uri }) => uri);
  const audio = sounds.find(({ isDefault }) => isDefault) ?? sounds[0];
  return { kind: "multivariant", video: best.uri, audio: audio?.uri };
}

function readMedia(playlist: types.MediaPlaylist): MediaPlaylist | Malformed {
  const { targetDuration, endlist, lowLatencyCompatibility: control, segments } = playlist;
  if (!(targetDuration > 0)) return new Malformed("HLS: no target duration");
  if (segments.length > MOST) return new Malformed("HLS: too many segments");
  const items: Item[] = [];
  let init: Source | undefined;
  for (const segment of segments) {
    // The parser does not tell this of a segment that is not complete.
    const open = !segment.uri, map = segment.map as types.MediaInitializationSection | undefined;
    if (!open && (segment.key?.method ?? "NONE") !== "NONE") {
      return new Malformed("HLS: encrypted segments are not supported");
    }
    if (map?.uri) init = sourceOf(map);
    items.push(...itemsOf(segment, init));
  }
  const holdBack = control?.partHoldBack ?? control?.holdBack;
  return {
    kind: "media",
    target: targetDuration,
    ended: endlist === true,
    canBlock: control?.canBlockReload === true,
    holdBack,
    items: withTimes(items),
  };
}

/** The parts of a segment where there are any, else the segment. */
function itemsOf(segment: types.Segment, init: Source | undefined): Item[] {
  const { mediaSequenceNumber, discontinuity = false, gap = false, programDateTime } = segment;
  const time = programDateTime?.getTime();
  const shared = { segment: mediaSequenceNumber, init, gap };
  const parts = segment.parts.filter(({ hint, uri, duration }) => !hint && uri && duration! >= 0);
  if (parts.length > 0) {
    return parts.map((part, i) => ({
      ...shared,
      ...sourceOf(part),
      part: i,
      duration: part.duration!,
      discontinuity: discontinuity && i === 0,
      programTime: i === 0 ? time : undefined,
      independent: part.independent === true,
      gap: gap || part.gap === true,
    }));
  }
  if (!segment.uri || !(segment.duration >= 0)) return [];
  const whole = { duration: segment.duration, discontinuity, programTime: time };
  return [{ ...shared, ...sourceOf(segment), ...whole, independent: true }];
}

function sourceOf(
  { uri, byterange }: { readonly uri: string; readonly byterange?: Partial<Range> },
): Source {
  const { length, offset = 0 } = byterange ?? {};
  if (length === undefined || length === null || !(length > 0) || !(offset >= 0)) return { uri };
  return { uri, range: { offset, length } };
}

/** Gives those that tell no time that of their neighbours. */
function withTimes(items: readonly Item[]): Item[] {
  const times = items.map(({ programTime }) => programTime);
  for (let i = 1; i < items.length; i++) {
    const before = times[i - 1];
    if (before === undefined || items[i].discontinuity) continue;
    times[i] ??= before + 1000 * items[i - 1].duration;
  }
  for (let i = items.length - 2; i >= 0; i--) {
    const behind = times[i + 1];
    if (behind === undefined || items[i + 1].discontinuity) continue;
    times[i] ??= behind - 1000 * items[i].duration;
  }
  return items.map((item, i) => ({ ...item, programTime: times[i] }));
}

/** Where playing begins: near the end, or at the beginning where nothing will be added. */
export function startOf({ items, ended, target, holdBack }: MediaPlaylist): number {
  if (ended) return 0;
  const inParts = items.at(-1)?.part !== undefined;
  const distance = inParts ? holdBack ?? 3 * target : 3 * target;
  let start = items.length, behind = 0;
  while (start > 0 && (behind < distance || !items[start]?.independent)) {
    if (items[start - 1].gap) break;
    behind += items[--start].duration;
  }
  while (start < items.length - 1 && !items[start].independent) start++;
  return start;
}
