import { Malformed } from "media/malformed.ts";
import type { Kind } from "media/track.ts";
import type { Direction } from "media/sdp/description.ts";

const MAX_LENGTH = 128 * 1024;
const MAX_LINES = 4000;
const MAX_MEDIAS = 64;

/** One payload type of a section. */
export interface Format {
  readonly payloadType: number;
  /** Absent of a static payload type that is announced without one. */
  readonly rtpmap?: string;
  readonly fmtp?: string;
}

/** The attributes of the session or of one media section, as written, in order. */
export class Attributes {
  readonly #all: [name: string, value: string][] = [];

  add(name: string, value: string): void {
    this.#all.push([name, value]);
  }

  /** The first of the name; empty for one without a value; undefined where there is none. */
  get(name: string): string | undefined {
    return this.#all.find(([each]) => each === name)?.[1];
  }

  all(name: string): string[] {
    return this.#all.filter(([each]) => each === name).map(([, value]) => value);
  }
}

/** A media section. */
export interface Section {
  readonly kind: Kind;
  /** `video`, `audio`, `application`, as written. */
  readonly media: string;
  readonly port: number;
  readonly protocol: string;
  /** What follows the protocol. */
  readonly words: readonly string[];
  readonly attributes: Attributes;
}

/** A description of JSEP (RFC 8829): more than `media/sdp` keeps, and less tolerant. */
export interface Description {
  readonly attributes: Attributes;
  readonly sections: readonly Section[];
}

export function parseDescription(text: string): Description | Malformed {
  const lines = text.split(/\r?\n/);
  if (text.length > MAX_LENGTH || lines.length > MAX_LINES) return new Malformed("SDP: too large");
  if (!lines[0].startsWith("v=0")) return new Malformed("SDP: no v=0 at the beginning");
  const attributes = new Attributes(), sections: Section[] = [];
  for (const line of lines) {
    if (line.startsWith("m=")) {
      const section = mediaLine(line.slice(2));
      if (!section || sections.length >= MAX_MEDIAS) {
        return new Malformed(`SDP: ${line.slice(0, 80)}`);
      }
      sections.push(section);
    } else if (line.startsWith("a=")) {
      const colon = line.indexOf(":"), value = colon < 0 ? "" : line.slice(colon + 1).trim();
      const name = line.slice(2, colon < 0 ? undefined : colon).trim();
      (sections.at(-1)?.attributes ?? attributes).add(name, value);
    }
  }
  return sections.length > 0 ? { attributes, sections } : new Malformed("SDP: no media");
}

function mediaLine(text: string): Section | undefined {
  const [media, port, protocol, ...words] = text.trim().split(/\s+/);
  if (!protocol || !/^\d{1,5}$/.test(port)) return undefined;
  const kind = media === "video" || media === "audio" ? media : "application";
  return { kind, media, port: Number(port), protocol, words, attributes: new Attributes() };
}

/** The payload types of a section, the preferred first. */
export function formatsOf({ words, attributes }: Section): Format[] {
  const rtpmaps = byPayloadType(attributes.all("rtpmap"));
  const fmtps = byPayloadType(attributes.all("fmtp"));
  return words.filter((word) => /^\d{1,3}$/.test(word) && Number(word) < 128).map((word) => {
    const rtpmap = rtpmaps.get(word), fmtp = fmtps.get(word);
    return {
      payloadType: Number(word),
      ...rtpmap !== undefined && { rtpmap },
      ...fmtp !== undefined && { fmtp },
    };
  });
}

function byPayloadType(values: readonly string[]): Map<string, string> {
  return new Map(values.map((value) => {
    const space = value.indexOf(" ");
    return [value.slice(0, space), value.slice(space + 1).trim()];
  }));
}

const DIRECTIONS = ["sendrecv", "sendonly", "recvonly", "inactive"] as const;

/** The direction of a section; both ways where it says none (RFC 8866 §6.7). */
export function directionOf({ attributes }: Section, session: Attributes): Direction {
  const said = (from: Attributes) => DIRECTIONS.find((d) => from.get(d) !== undefined);
  return said(attributes) ?? said(session) ?? "sendrecv";
}

/** Feedback that a payload type takes: `nack`, `nack pli`, `transport-cc` … */
export function feedbackOf({ attributes }: Section, payloadType: number): string[] {
  return attributes.all("rtcp-fb")
    .filter((value) => value.startsWith(`${payloadType} `) || value.startsWith("* "))
    .map((value) => value.slice(value.indexOf(" ") + 1));
}

/** Numbers of header extensions by URI (RFC 8285 §5). */
export function extensionsOf({ attributes }: Section): Map<string, number> {
  return new Map(
    attributes.all("extmap").flatMap((value) => {
      const [id, uri] = value.split(/\s+/), number = Number.parseInt(id, 10);
      return uri && number > 0 && number < 256 ? [[uri, number]] : [];
    }),
  );
}

/** How the peer is reached and known: the same for all sections, since they share one transport. */
export interface Transport {
  readonly ufrag: string;
  readonly password: string;
  /** SHA-256 of its certificate: 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
  readonly setup: "active" | "passive" | "actpass";
  /** It does no checks of its own. */
  readonly lite: boolean;
  /** Sections may share it (RFC 9143). */
  readonly bundle: boolean;
  /** Values of `a=candidate`. */
  readonly candidates: readonly string[];
}

/** What the description says of the way to the peer, by its first section that is not refused. */
export function transportOf({ attributes, sections }: Description): Transport | Malformed {
  const used =
    sections.find((s) => s.port !== 0 || s.attributes.get("bundle-only") !== undefined) ??
      sections[0];
  const value = (name: string) => used.attributes.get(name) ?? attributes.get(name);
  const ufrag = value("ice-ufrag"), password = value("ice-pwd");
  if (!ufrag || !password) return new Malformed("SDP: no ICE credentials");
  const prints = [...used.attributes.all("fingerprint"), ...attributes.all("fingerprint")];
  const sha256 = prints.map((p) => /^sha-256 +([0-9A-F:]+)$/i.exec(p)?.[1]).find((p) => p);
  if (!sha256) return new Malformed("SDP: no fingerprint (sha-256)");
  const setup = (["active", "passive"] as const).find((s) => s === value("setup")) ?? "actpass";
  return {
    ufrag,
    password,
    fingerprint: sha256.replaceAll(":", "").toLowerCase(),
    setup,
    lite: attributes.get("ice-lite") !== undefined,
    bundle: attributes.all("group").some((value) => value.startsWith("BUNDLE")),
    candidates: sections.flatMap((section) => section.attributes.all("candidate")),
  };
}
