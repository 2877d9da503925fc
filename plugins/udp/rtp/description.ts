import { isMalformed } from "media/malformed.ts";
import { parseSdp } from "media/sdp/parse.ts";
import { readTrack } from "media/sdp/track.ts";
import type { Track } from "media/track.ts";

/** What a source sends, as its parameter `rtpSDP` tells. */
export interface Described {
  readonly title: string;
  /** One for each payload type. */
  readonly tracks: readonly Track[];
}

/** Reads the parameter; throws where it tells of no media. */
export function readDescription(text: string): Described {
  const description = parseSdp(text);
  if (isMalformed(description)) throw new Error(`rtpSDP: ${description.reason}`);
  const tracks: Track[] = [];
  for (const [media, section] of description.medias.entries()) {
    for (const format of section.formats) {
      const track = readTrack(tracks.length, media, section, format);
      if (isMalformed(track)) throw new Error(`rtpSDP: ${track.reason}`);
      tracks.push(track);
    }
  }
  if (tracks.length === 0) throw new Error("rtpSDP: it describes no media");
  return { title: description.title, tracks };
}
