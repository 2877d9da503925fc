import { QUERY } from "./media_playlist.ts";

/** What a multivariant playlist tells of the stream. */
export interface Multivariant {
  readonly version: number;
  /** Bits a second: the most of a segment, and over all segments. */
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  /** As RFC 6381 has them; of all renditions. */
  readonly codecs: readonly string[];
  /** Of video. */
  readonly resolution?: { readonly width: number; readonly height: number };
  readonly frameRate?: number;
  /** The rendition that the others accompany. */
  readonly main: string;
  /** Sound that is played beside it; the first where nothing else is asked for. */
  readonly audio: readonly string[];
}

const GROUP = "audio";

/** The playlist of a rendition. */
export function playlistOf(rendition: string): string {
  return `${rendition}_stream.m3u8`;
}

/** A multivariant playlist (RFC 8216bis §4.4.6), with `QUERY` behind each URI. */
export function writeMultivariant(about: Multivariant): string {
  const { version, audio, main } = about;
  const lines = ["#EXTM3U", `#EXT-X-VERSION:${version}`, "#EXT-X-INDEPENDENT-SEGMENTS", ""];
  for (const [i, rendition] of audio.entries()) {
    lines.push(`#EXT-X-MEDIA:${
      attributes([
        ["TYPE", "AUDIO"],
        ["GROUP-ID", quoted(GROUP)],
        ["NAME", quoted(rendition)],
        ["DEFAULT", i === 0 ? "YES" : undefined],
        ["AUTOSELECT", "YES"],
        // A rendition that is the main one has no playlist beside that (§4.4.6.2.1).
        ["URI", rendition === main ? undefined : quoted(playlistOf(rendition) + QUERY)],
      ])
    }`);
  }
  if (audio.length > 0) lines.push("");
  lines.push(streamLine(about), playlistOf(main) + QUERY);
  return lines.join("\n") + "\n";
}

function streamLine(
  { bandwidth, averageBandwidth, codecs, resolution, frameRate, audio }: Multivariant,
): string {
  return `#EXT-X-STREAM-INF:${
    attributes([
      ["BANDWIDTH", `${Math.ceil(bandwidth)}`],
      ["AVERAGE-BANDWIDTH", `${Math.ceil(averageBandwidth)}`],
      ["CODECS", quoted(codecs.join(","))],
      ["RESOLUTION", resolution && `${resolution.width}x${resolution.height}`],
      ["FRAME-RATE", frameRate?.toFixed(3)],
      ["AUDIO", audio.length > 0 ? quoted(GROUP) : undefined],
    ])
  }`;
}

/** An attribute list (§4.2) of those that have a value. */
function attributes(list: readonly (readonly [string, string | undefined])[]): string {
  return list.flatMap(([name, value]) => value === undefined ? [] : [`${name}=${value}`]).join(",");
}

function quoted(text: string): string {
  return `"${text}"`;
}
