import type { Kind } from "media/track.ts";
import { acceptable, formatOf, matchFormat, preferenceOf } from "./codecs.ts";
import {
  type Description,
  extensionsOf,
  feedbackOf,
  type Format,
  formatsOf,
} from "./description.ts";
import { type Announced, type Sendable, type Sending, TRANSPORT_CC } from "./negotiate.ts";
import type { WrittenSection } from "./write.ts";

const PROTOCOL = "UDP/TLS/RTP/SAVPF";
const FIRST_DYNAMIC = 96;
const FEEDBACK = ["nack", "nack pli", "ccm fir", "transport-cc"];
const ANSWERED = ["nack", "nack pli"];

/** Sections of an offer to receive one track of each kind. */
export function offerToReceive(
  kinds: readonly { readonly kind: Kind; readonly formats: readonly Format[] }[],
): WrittenSection[] {
  return kinds.map(({ kind, formats }, i) => ({
    media: kind,
    protocol: PROTOCOL,
    mid: String(i),
    content: {
      direction: "recvonly",
      formats,
      feedback: kind === "video" ? FEEDBACK : ["transport-cc"],
      extensions: new Map([[TRANSPORT_CC, 1]]),
    },
  }));
}

/** What the answer to it says will come. */
export function answeredPublisher({ sections }: Description): Announced[] {
  return sections.flatMap((section) => {
    const { kind } = section, formats = acceptable(kind, formatsOf(section));
    if (section.port === 0 || formats.length === 0) return [];
    const feedback = feedbackOf(section, formats[0].payloadType);
    return [{ kind, formats, rids: [], extensions: extensionsOf(section), feedback }];
  });
}

/** Of each kind the track that is preferred. */
export function bestOfEach(tracks: readonly Sendable[]): Sendable[] {
  const ranked = tracks.toSorted((a, b) =>
    preferenceOf(a.kind, a.config) - preferenceOf(b.kind, b.config)
  );
  return (["video", "audio"] as const).flatMap((kind) =>
    ranked.filter((track) => track.kind === kind).slice(0, 1)
  );
}

/** Sections of an offer to send tracks. */
export function offerToSend(tracks: readonly Sendable[]): WrittenSection[] {
  return tracks.map(({ kind, config, ssrc }, i) => ({
    media: kind,
    protocol: PROTOCOL,
    mid: String(i),
    content: {
      direction: "sendonly",
      formats: [formatOf(config, FIRST_DYNAMIC + i)],
      feedback: ANSWERED,
      extensions: new Map(),
      ssrc,
    },
  }));
}

/** Which of them the answer accepts, and as what. */
export function answeredReader(
  { sections }: Description,
  tracks: readonly Sendable[],
): Sending[] {
  return tracks.flatMap(({ id, config }, i) => {
    const section = sections.at(i);
    if (!section || section.port === 0) return [];
    const format = matchFormat(config, formatsOf(section));
    return format ? [{ id, payloadType: format.payloadType }] : [];
  });
}
