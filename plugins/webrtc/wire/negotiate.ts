import type { Kind, TrackConfig } from "media/track.ts";
import { acceptable, matchFormat, preferenceOf } from "./codecs.ts";
import {
  type Description,
  directionOf,
  extensionsOf,
  type Format,
  formatsOf,
} from "./description.ts";
import { type Attributes, feedbackOf, type Section } from "./description.ts";
import type { WrittenSection } from "./write.ts";

export const TRANSPORT_CC =
  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
export const RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

/** Feedback that we send to publishers, where they take it. */
const FEEDBACK = ["nack", "nack pli", "ccm fir", "transport-cc"];
/** What readers may send us. */
const ANSWERED = ["nack", "nack pli"];

/** What everybody uses (RFC 8841 §5.1). */
const SCTP_PORT = 5000;

/** Why an offer cannot be answered. */
export class Unacceptable {
  constructor(readonly message: string) {}
}

/** A track as an offer's section may carry it. */
export interface Sendable {
  readonly id: number;
  readonly kind: Kind;
  readonly config: TrackConfig;
  readonly ssrc: number;
}

/** A track, and the payload type that the peer knows it by. */
export interface Sending {
  readonly id: number;
  readonly payloadType: number;
}

/** What a reader is answered: whether it takes data as well, beside the tracks. */
export interface ReaderAnswer {
  readonly sections: WrittenSection[];
  readonly sending: Sending[];
  readonly data: boolean;
}

/**
 * Which tracks go into which sections of a reader's offer, of each kind the one that is preferred. `data`: there is
 * something for a data channel.
 */
export function answerReader(
  { sections, attributes }: Description,
  tracks: readonly Sendable[],
  data = false,
): ReaderAnswer | Unacceptable {
  const sending: Sending[] = [],
    taken = new Set<Kind>(),
    transport = new SharedTransport(attributes);
  let takesData = false;
  const written = sections.map((section, i): WrittenSection => {
    const refused = refuse(section, i), direction = directionOf(section, attributes);
    if (!transport.reaches(refused)) return refused;
    const receives = direction === "recvonly" || direction === "sendrecv";
    if (data && !takesData && /DTLS\/SCTP$/.test(section.protocol)) {
      takesData = true;
      return transport.used({ ...refused, sctpPort: SCTP_PORT });
    }
    if (!receives || section.kind === "application" || taken.has(section.kind)) return refused;
    const formats = formatsOf(section);
    const found = bestTrack(section.kind, formats, tracks);
    taken.add(section.kind);
    if (!found) return silent(section, formats, tracks, refused);
    const { track, format } = found;
    sending.push({ id: track.id, payloadType: format.payloadType });
    const feedback = common(section, format, ANSWERED);
    return transport.used({
      ...refused,
      content: {
        direction: "sendonly",
        formats: [formatSent(track.config, format)],
        feedback,
        extensions: new Map(),
        ssrc: track.ssrc,
      },
    });
  });
  if (sending.length === 0 && !takesData) return new Unacceptable("no valid tracks found");
  return { sections: written, sending, data: takesData };
}

function bestTrack(kind: Kind, formats: readonly Format[], tracks: readonly Sendable[]) {
  const found = tracks.flatMap((track) => {
    const preference = track.kind === kind ? preferenceOf(kind, track.config) : -1;
    const format = preference < 0 ? undefined : matchFormat(track.config, formats);
    return format ? [{ preference, track, format }] : [];
  });
  return found.sort((a, b) => a.preference - b.preference)[0];
}

/** Players that ask for sound wait for it: of a stream without any they are told of a track that stays silent. */
function silent(
  section: Section,
  formats: readonly Format[],
  tracks: readonly Sendable[],
  refused: WrittenSection,
): WrittenSection {
  const hasSound = tracks.some(({ kind }) => kind === "audio");
  const format = matchFormat(
    { codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 },
    formats,
  );
  if (section.kind !== "audio" || hasSound || !format) return refused;
  const content = { formats: [format], feedback: [], extensions: new Map(), ssrc: 1 };
  return { ...refused, content: { ...content, direction: "sendonly" } };
}

/** The peer's own words, but for stereo, which it must be told of. */
function formatSent(config: TrackConfig, format: Format): Format {
  if (config.codec !== "Opus" || config.channels !== 2) return format;
  return { ...format, fmtp: "minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1" };
}

/** What a publisher announces: one kind of media, by any of some formats, maybe in several layers. */
export interface Announced {
  readonly kind: Kind;
  readonly formats: readonly Format[];
  /** Layers of one picture, each a track; empty where there are none. */
  readonly rids: readonly string[];
  /** Numbers of header extensions by URI. */
  readonly extensions: ReadonlyMap<string, number>;
  /** Feedback that it takes: `nack`, `nack pli` … */
  readonly feedback: readonly string[];
}

/** What we take of a publisher's offer. */
export function answerPublisher(
  { sections, attributes }: Description,
): { sections: WrittenSection[]; announced: Announced[] } | Unacceptable {
  const announced: Announced[] = [], transport = new SharedTransport(attributes);
  let fault: string | undefined;
  const written = sections.map((section, i): WrittenSection => {
    const refused = refuse(section, i), direction = directionOf(section, attributes);
    if (!transport.reaches(refused)) return refused;
    if (section.media === "application" || direction === "inactive" || direction === "recvonly") {
      return refused;
    }
    const { kind } = section, formats = acceptable(kind, formatsOf(section));
    if (kind === "application") fault ??= `unsupported media: ${section.media}`;
    if (announced.some((one) => one.kind === kind)) fault ??= `only one ${kind} track is supported`;
    if (formats.length === 0) return refused;
    const feedback = common(section, formats[0], FEEDBACK);
    const rids = ridsOf(section), extensions = extensionsUsed(section);
    announced.push({ kind, formats, rids, extensions, feedback });
    const content = { direction: "recvonly", formats, feedback, extensions, rids } as const;
    return transport.used({ ...refused, content });
  });
  if (fault !== undefined) return new Unacceptable(fault);
  if (announced.length === 0) return new Unacceptable("no valid tracks found");
  return { sections: written, announced };
}

/** The one transport that there is: the first section's, and of those bundled with it (RFC 9143 §7.3). */
class SharedTransport {
  readonly #bundled: ReadonlySet<string>;
  #first: string | undefined;

  constructor(session: Attributes) {
    const group = session.all("group").find((value) => value.startsWith("BUNDLE"));
    this.#bundled = new Set(group?.split(/\s+/).slice(1));
  }

  /** Whether media of a section can come by it. */
  reaches({ mid }: WrittenSection): boolean {
    if (this.#first === undefined) return true;
    return this.#bundled.has(this.#first) && this.#bundled.has(mid);
  }

  used(section: WrittenSection): WrittenSection {
    this.#first ??= section.mid;
    return section;
  }
}

/** Most layers of one picture. */
const MAX_RIDS = 8;

function ridsOf({ attributes }: Section): string[] {
  const simulcast = attributes.get("simulcast") !== undefined;
  const rids = attributes.all("rid").map((value) => /^([\w-]+) send/.exec(value)?.[1]);
  return simulcast ? rids.filter((rid) => rid !== undefined).slice(0, MAX_RIDS) : [];
}

function extensionsUsed(section: Section): Map<string, number> {
  const offered = extensionsOf(section);
  return new Map([...offered].filter(([uri]) => [TRANSPORT_CC, RID, MID].includes(uri)));
}

function common(section: Section, { payloadType }: Format, ours: readonly string[]): string[] {
  const theirs = feedbackOf(section, payloadType);
  return ours.filter((name) => theirs.includes(name));
}

function refuse({ media, protocol, words, attributes }: Section, index: number): WrittenSection {
  return { media, protocol, words, mid: attributes.get("mid") ?? String(index) };
}
