import { Malformed } from "media/malformed.ts";
import type { SdpFormat, SdpMedia } from "media/sdp/description.ts";
import { parseSdp } from "media/sdp/parse.ts";
import { readTrack } from "media/sdp/track.ts";
import type { Track } from "media/track.ts";

/** What a server has to send, of what we can take. */
export interface Offer {
  readonly title: string;
  /** The control of the session (RFC 2326 C.1.1). */
  readonly control?: string;
  /** Sections that hold tracks: `Track.media` counts them. */
  readonly medias: readonly SdpMedia[];
  readonly tracks: readonly Track[];
}

/**
 * Reads the description of a camera or server. What cannot be taken is left out: back channels, formats that say too
 * little of themselves, media that are not RTP, or encrypted ones outside of TLS. Malformed where nothing is left.
 */
export function readOffer(body: string, secure: boolean): Offer | Malformed {
  const description = parseSdp(body);
  if (description instanceof Malformed) return description;
  const medias: SdpMedia[] = [], tracks: Track[] = [];
  for (const media of withoutBackChannels(description.medias)) {
    if (!/^RTP\//i.test(media.protocol) || !secure && /SAVP/i.test(media.protocol)) continue;
    const found = media.formats
      .map((format) => trackOf(medias.length, media, format))
      .filter((track) => track !== undefined);
    if (found.length === 0) continue;
    medias.push(media);
    for (const track of found) tracks.push({ ...track, id: tracks.length });
  }
  if (medias.length === 0) return new Malformed("the server offers no media that can be taken");
  const { title, control } = description;
  return { title, ...control !== undefined && { control }, medias, tracks };
}

/** ONVIF's back channels are `sendonly`; a server that marks all its media so means it the other way round. */
function withoutBackChannels(medias: readonly SdpMedia[]): readonly SdpMedia[] {
  const others = medias.filter(({ direction }) => direction !== "sendonly");
  return others.length > 0 ? others : medias;
}

function trackOf(media: number, section: SdpMedia, format: SdpFormat): Track | undefined {
  const track = readTrack(0, media, section, { ...format, ...impliedEncoding(section, format) });
  if (track instanceof Malformed) return undefined;
  return track.config.codec === "Generic" && format.rtpmap === undefined ? undefined : track;
}

/** Some cameras leave the rtpmap out; parameter sets of H264 tell as much. */
function impliedEncoding({ kind }: SdpMedia, { rtpmap, fmtp }: SdpFormat): { rtpmap?: string } {
  const h264 = kind === "video" && rtpmap === undefined && /sprop-parameter-sets/i.test(fmtp ?? "");
  return h264 ? { rtpmap: "H264/90000" } : {};
}
