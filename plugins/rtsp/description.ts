import type { Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { SdpFormat, SdpMedia } from "media/sdp/description.ts";
import { parseSdp } from "media/sdp/parse.ts";
import { readTrack } from "media/sdp/track.ts";
import { writeSdp } from "media/sdp/write.ts";
import type { Track } from "media/track.ts";
import type { KeyPeriod } from "./secure/key_period.ts";

/** What a publisher announces. */
export interface Announced {
  readonly title: string;
  readonly medias: readonly SdpMedia[];
  /** One a payload type, in the order of the media. */
  readonly tracks: readonly Track[];
}

/** Reads the description of a publisher; refuses what a server of this family refuses. */
export function readAnnouncement(body: string): Announced | Malformed {
  const description = parseSdp(body);
  if (description instanceof Malformed) return description;
  if (description.medias.length === 0) return new Malformed("the description holds no media");
  const tracks: Track[] = [];
  for (const [index, media] of description.medias.entries()) {
    if (media.direction === "sendonly") {
      return new Malformed("back channel media cannot be published");
    }
    if (media.formats.length === 0) return new Malformed(`media ${index} has no payload type`);
    for (const format of media.formats) {
      const track = readTrack(tracks.length, index, media, format);
      if (track instanceof Malformed) return track;
      if (track.config.codec === "H264" && !fragments(track)) {
        return new Malformed("H264 with packetization-mode 0 is not supported");
      }
      tracks.push(track);
    }
  }
  return { title: description.title, medias: description.medias, tracks };
}

/** Whether its sender may split NAL units: packetization-mode 1 or 2 of H264 (RFC 6184 §6.2). */
function fragments({ rtp }: Track): boolean {
  return (rtp?.fmtp.get("packetization-mode") ?? "0") !== "0";
}

export interface DescribeOptions {
  /** An address, for players that look at it to choose how to read. */
  readonly connection?: string;
  /** What media are encrypted with, for readers by SRTP. */
  readonly keys?: KeyPeriod;
}

/**
 * The description that readers are given: one media section per media of the publisher (RFC 2326 C.1), without those
 * that have no RTP payload.
 */
export function describe(stream: Stream, { connection, keys }: DescribeOptions = {}): string {
  const medias: SdpMedia[] = [];
  for (const { track, rtp, hasPackets } of stream.lanes) {
    if (!hasPackets) continue;
    const format: SdpFormat = {
      payloadType: rtp.payloadType,
      ...rtp.rtpmap !== undefined && { rtpmap: rtp.rtpmap },
      ...rtp.fmtp.size > 0 &&
        { fmtp: [...rtp.fmtp].map(([k, v]) => v === "" ? k : `${k}=${v}`).join("; ") },
    };
    const present = medias[track.media];
    medias[track.media] = present ? { ...present, formats: [...present.formats, format] } : {
      kind: track.kind,
      port: 0,
      protocol: keys ? "RTP/SAVP" : "RTP/AVP",
      ...keys && { keyMgmt: `mikey ${keys.media(track.media).message}` },
      formats: [format],
      control: `trackID=${track.media}`,
    };
  }
  const present = medias.filter((media) => media !== undefined);
  return writeSdp({ title: stream.title, connection, medias: present });
}
