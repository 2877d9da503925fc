import type { Kind } from "media/track.ts";

/** Which way the media flow, seen from who wrote the description (RFC 8866 §6.7). */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

/** One payload type of a media section, with its attributes as written behind the payload type. */
export interface SdpFormat {
  /** 0–127. */
  readonly payloadType: number;
  readonly rtpmap?: string;
  readonly fmtp?: string;
}

/** A media section (RFC 8866 §5.14). */
export interface SdpMedia {
  /** Media that are neither video nor audio count as application. */
  readonly kind: Kind;
  /** 0 in RTSP. */
  readonly port: number;
  /** `RTP/AVP`, `RTP/SAVP` …, as written. */
  readonly protocol: string;
  readonly formats: readonly SdpFormat[];
  /** URL of the media, absolute or relative (RFC 2326 C.1.1). */
  readonly control?: string;
  /** Absent where neither the media nor the session says one. */
  readonly direction?: Direction;
  /** Value of `a=key-mgmt` (RFC 4567) of the media or else of the session: `mikey BASE64`. */
  readonly keyMgmt?: string;
  /** Address of `c=` of the media, without its TTL. */
  readonly connection?: string;
}

/** A session description (RFC 8866 §5), as far as RTSP and RTP need it. */
export interface SessionDescription {
  /** `s=`, without white space around it; may be empty. */
  readonly title: string;
  /** Address of `c=` of the session, without its TTL. */
  readonly connection?: string;
  readonly control?: string;
  readonly medias: readonly SdpMedia[];
}
