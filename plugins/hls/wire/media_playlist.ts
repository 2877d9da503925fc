import type { Part, Segment } from "./segment.ts";
import { type Window, WITH_PARTS } from "./window.ts";

/** Where each URI of a playlist text is to be followed by a query. */
export const QUERY = "\0";

/** Lengths of playlists that can be skipped, in target durations, and where players hold back, in parts. */
const SKIP_UNTIL = 6, HOLD_BACK = 2.5;
/** Complete segments at the end whose time is told, unless it is told of all. */
const WITH_TIME = 2;
const GAP_URI = "gap.mp4";

export interface MediaPlaylistOptions {
  readonly variant: "mpegts" | "fmp4" | "lowLatency";
  /** Seconds that no segment of any rendition is longer than. */
  readonly target: number;
  /** What the player has already is left out (RFC 8216bis §6.2.5.1). */
  readonly skip?: boolean;
  /** A wall clock in milliseconds as ISO 8601 has it. */
  formatTime(milliseconds: number): string;
}

/** A media playlist (RFC 8216bis §4.4.3): as text, with `QUERY` behind each URI. */
export function writeMediaPlaylist(window: Window, options: MediaPlaylistOptions): string {
  const { variant } = options, target = Math.max(1, Math.round(options.target));
  const lowLatency = variant === "lowLatency", ts = variant === "mpegts";
  const lines = ["#EXTM3U", `#EXT-X-VERSION:${ts ? 3 : 10}`];
  if (ts) lines.push("#EXT-X-ALLOW-CACHE:NO");
  lines.push(`#EXT-X-TARGETDURATION:${target}`);
  if (lowLatency) lines.push(...latencyTags(window, target));
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${window.sequence}`);
  if (window.discontinuities > 0) {
    lines.push(`#EXT-X-DISCONTINUITY-SEQUENCE:${window.discontinuities}`);
  }
  const skipped = options.skip ? skippable(window, SKIP_UNTIL * target) : 0;
  if (skipped > 0) lines.push(`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`);
  lines.push(...segmentLines(window, options, skipped));
  if (lowLatency) lines.push(...openLines(window));
  return lines.join("\n") + "\n";
}

function latencyTags(window: Window, target: number): string[] {
  const part = rounded(window.partTarget, 5);
  const holdBack = rounded(HOLD_BACK * window.partTarget, 5);
  return [
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${holdBack},CAN-SKIP-UNTIL=${
      SKIP_UNTIL * target
    }`,
    `#EXT-X-PART-INF:PART-TARGET=${part}`,
  ];
}

/** Segments and gaps that end more than so many seconds before the end of the playlist. */
function skippable(window: Window, until: number): number {
  const durations = [
    ...Array.from({ length: window.gaps }, () => window.options.gap),
    ...window.segments.map(({ duration }) => duration),
  ];
  let behind = window.open?.duration ?? 0, skipped = durations.length;
  while (skipped > 0 && behind < until) behind += durations[--skipped];
  return skipped;
}

function segmentLines(
  window: Window,
  { variant, formatTime }: MediaPlaylistOptions,
  skipped: number,
): string[] {
  const { gaps, segments, options: { gap } } = window, lines: string[] = [];
  for (let i = skipped; i < gaps; i++) lines.push("#EXT-X-GAP", extinf(gap), GAP_URI);
  const first = Math.max(0, skipped - gaps);
  let init = skipped > 0 ? segments[first - 1]?.beginning.init : undefined;
  for (const [i, segment] of segments.entries()) {
    if (i < first) continue;
    if (segment.beginning.discontinuity) lines.push("#EXT-X-DISCONTINUITY");
    if (segment.beginning.init !== init) lines.push(...mapLines(segment));
    init = segment.beginning.init;
    const fromEnd = segments.length - i;
    if (variant === "mpegts" || fromEnd <= WITH_TIME) {
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${formatTime(segment.beginning.programTime)}`);
    }
    if (variant === "lowLatency" && fromEnd <= WITH_PARTS) {
      lines.push(...segment.parts.map(partLine));
    }
    if (segment.gap) lines.push("#EXT-X-GAP");
    lines.push(extinf(segment.duration), segment.name + QUERY);
  }
  return lines;
}

/** The segment that grows: what it begins with, its parts, and the one that comes next. */
function openLines({ open, segments, nextPart }: Window): string[] {
  const lines: string[] = [];
  if (open) {
    const last = segments.at(-1);
    if (open.beginning.discontinuity) lines.push("#EXT-X-DISCONTINUITY");
    if (last && open.beginning.init !== last.beginning.init) lines.push(...mapLines(open));
    lines.push(...open.parts.map(partLine));
  }
  return [...lines, `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${nextPart}${QUERY}"`];
}

function mapLines({ beginning: { init } }: Segment): string[] {
  return init ? [`#EXT-X-MAP:URI="${init.name}${QUERY}"`] : [];
}

function partLine({ duration, name, independent }: Part): string {
  const begins = independent ? ",INDEPENDENT=YES" : "";
  return `#EXT-X-PART:DURATION=${duration.toFixed(5)},URI="${name}${QUERY}"${begins}`;
}

function extinf(duration: number): string {
  return `#EXTINF:${duration.toFixed(5)},`;
}

/** Upwards, so that nothing is longer than what is told. */
function rounded(seconds: number, digits: number): number {
  return Math.ceil(seconds * 10 ** digits - 1e-6) / 10 ** digits;
}
