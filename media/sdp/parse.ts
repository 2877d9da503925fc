import { Malformed } from "media/malformed.ts";
import type { Kind } from "media/track.ts";
import type { Direction, SdpFormat, SdpMedia, SessionDescription } from "./description.ts";

/** Characters of a description: RTSP bodies are at most 128 KiB. */
const MAX_LENGTH = 128 * 1024;
const MAX_LINES = 2000;
const MAX_MEDIAS = 100;
/** Payload types of one media: there are only so many. */
const MAX_FORMATS = 128;

/** What is known of a section while its lines are read. */
interface Section {
  connection?: string;
  control?: string;
  direction?: Direction;
  keyMgmt?: string;
}

interface MediaSection extends Section {
  kind: Kind;
  port: number;
  protocol: string;
  payloadTypes: number[];
  rtpmaps: Map<number, string>;
  fmtps: Map<number, string>;
}

/**
 * Reads a session description (RFC 8866) as servers, cameras and encoders really write it: any line end, blanks
 * before a line, lines missing, unknown or out of order. Malformed where it is too large or has no media.
 */
export function parseSdp(text: string): SessionDescription | Malformed {
  if (text.length > MAX_LENGTH) return new Malformed(`SDP: over ${MAX_LENGTH} characters`);
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > MAX_LINES) return new Malformed(`SDP: over ${MAX_LINES} lines`);
  const session: Section = {};
  const medias: MediaSection[] = [];
  let title = "";
  for (const line of lines) {
    const match = /^[\s\uFEFF\0]*([a-z])\s*=(.*)$/i.exec(line);
    if (!match) continue;
    const value = match[2].replace(/\0/g, "").trim();
    switch (match[1].toLowerCase()) {
      case "s":
        title ||= value;
        break;
      case "c":
        (medias.at(-1) ?? session).connection = connectionAddress(value);
        break;
      case "m": {
        const media = mediaLine(value);
        if (!media) return new Malformed(`SDP: cannot read m=${value.slice(0, 80)}`);
        if (medias.push(media) > MAX_MEDIAS) return new Malformed(`SDP: over ${MAX_MEDIAS} media`);
        break;
      }
      case "a":
        attribute(value, session, medias.at(-1));
        break;
    }
  }
  if (medias.length === 0) return new Malformed("SDP: no media");
  return {
    title,
    ...defined({ connection: session.connection, control: session.control }),
    medias: medias.map((media) => finish(media, session)),
  };
}

/** `TYPE PORT[/COUNT] PROTOCOL PT …`; a missing or unreadable port is 0, unreadable payload types are skipped. */
function mediaLine(value: string): MediaSection | undefined {
  const words = value.split(/\s+/);
  if (words[1]?.startsWith("RTP/")) words.splice(1, 0, "0");
  const [type, port, protocol, ...formats] = words;
  if (!type || !protocol) return undefined;
  const kind = type.toLowerCase();
  const number = Number.parseInt(port, 10);
  const payloadTypes = formats
    .filter((format) => /^\d{1,3}$/.test(format) && Number(format) < 128)
    .map(Number);
  return {
    kind: kind === "video" || kind === "audio" ? kind : "application",
    port: number >= 0 && number < 65536 ? number : 0,
    protocol,
    payloadTypes: [...new Set(payloadTypes)].slice(0, MAX_FORMATS),
    rtpmaps: new Map(),
    fmtps: new Map(),
  };
}

/** `NETTYPE ADDRTYPE ADDRESS[/TTL]`: the address. */
function connectionAddress(value: string): string | undefined {
  return value.split(/\s+/)[2]?.split("/")[0] || undefined;
}

function attribute(text: string, session: Section, media: MediaSection | undefined): void {
  const match = /^([\w-]+)\s*:?\s*(.*)$/.exec(text);
  if (!match) return;
  const section = media ?? session, name = match[1].toLowerCase(), value = match[2];
  switch (name) {
    case "control":
      section.control ??= value;
      break;
    case "key-mgmt":
      section.keyMgmt ??= value;
      break;
    case "sendrecv":
    case "sendonly":
    case "recvonly":
    case "inactive":
      section.direction = name;
      break;
    case "rtpmap":
      if (media) ofPayloadType(value, media.payloadTypes, media.rtpmaps);
      break;
    case "fmtp":
      if (media) ofPayloadType(value, media.payloadTypes, media.fmtps);
      break;
  }
}

/** `PT VALUE`: noted for the payload type. A dynamic one that `m=` lacks is meant for the only dynamic one there. */
function ofPayloadType(text: string, payloadTypes: number[], values: Map<number, string>): void {
  const match = /^(\d+)\s+(.*)$/.exec(text);
  if (!match) return;
  const payloadType = Number(match[1]);
  if (payloadTypes.length === 0 && payloadType < 128) payloadTypes.push(payloadType);
  const known = payloadTypes.includes(payloadType);
  const only = payloadType > 95 && payloadTypes.length === 1 && payloadTypes[0] > 95;
  const key = !known && only ? payloadTypes[0] : payloadType;
  if (!values.has(key)) values.set(key, match[2].trim());
}

function finish(media: MediaSection, session: Section): SdpMedia {
  const formats = media.payloadTypes.map((payloadType): SdpFormat => ({
    payloadType,
    ...defined({ rtpmap: media.rtpmaps.get(payloadType), fmtp: media.fmtps.get(payloadType) }),
  }));
  const { kind, port, protocol, control, connection } = media;
  const direction = media.direction ?? session.direction;
  const keyMgmt = media.keyMgmt ?? session.keyMgmt;
  return {
    kind,
    port,
    protocol,
    formats,
    ...defined({ control, direction, keyMgmt, connection }),
  };
}

/** Without the members that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
