import { Malformed } from "media/malformed.ts";
import { readFormat } from "media/rtp/format.ts";
import type { Track } from "media/track.ts";
import type { SdpFormat, SdpMedia } from "./description.ts";

/** The track of one payload type of a media section. */
export function readTrack(
  id: number,
  media: number,
  section: SdpMedia,
  format: SdpFormat,
): Track | Malformed {
  const read = readFormat(section.kind, format.payloadType, format.rtpmap, format.fmtp);
  if (read instanceof Malformed) return read;
  const { config, rtp } = read;
  return { id, media, kind: section.kind, clockRate: rtp.clockRate, config, rtp };
}
