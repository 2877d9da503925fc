import type { Direction } from "media/sdp/description.ts";
import type { Format } from "./description.ts";

/** A section of a description of ours. */
export interface WrittenSection {
  /** `video`, `audio`, `application`, as the other side wrote it. */
  readonly media: string;
  readonly protocol: string;
  readonly mid: string;
  /** What it is about; absent where it is refused. */
  readonly content?: SectionContent;
  /** Instead, that it is for data channels: the port of SCTP. */
  readonly sctpPort?: number;
  /** What follows the protocol where it is refused. */
  readonly words?: readonly string[];
}

export interface SectionContent {
  readonly direction: Direction;
  readonly formats: readonly Format[];
  /** Of every format: `nack`, `nack pli` … */
  readonly feedback: readonly string[];
  readonly extensions: ReadonlyMap<string, number>;
  /** What we send it as. */
  readonly ssrc?: number;
  /** Layers of one picture that we take. */
  readonly rids?: readonly string[];
}

/** A description of ours; all its sections go one way. */
export interface WrittenDescription {
  /** 62 random bits, decimal. */
  readonly id: string;
  readonly ufrag: string;
  readonly password: string;
  /** SHA-256 of our certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly setup: "active" | "passive" | "actpass";
  /** All sections share one transport, and the other side knows how. */
  readonly bundle: boolean;
  /** Values of `a=candidate`. */
  readonly candidates: readonly string[];
  readonly sections: readonly WrittenSection[];
}

const CNAME = "mediamtx";

export function writeDescription(description: WrittenDescription): string {
  const { id, bundle, sections } = description, used = sections.filter(isUsed);
  const lines = [
    "v=0",
    `o=- ${id} 2 IN IP4 0.0.0.0`,
    "s=-",
    "t=0 0",
    ...bundle ? [`a=group:BUNDLE ${used.map(({ mid }) => mid).join(" ")}`] : [],
    "a=msid-semantic:WMS *",
    `a=fingerprint:sha-256 ${description.fingerprint.toUpperCase().match(/../g)!.join(":")}`,
  ];
  for (const section of sections) {
    lines.push(...sectionLines(section, description));
    if (section !== used[0]) continue;
    lines.push(...description.candidates.map((candidate) => `a=${candidate}`));
    lines.push("a=end-of-candidates");
  }
  return [...lines, ""].join("\r\n");
}

function isUsed({ content, sctpPort }: WrittenSection): boolean {
  return content !== undefined || sctpPort !== undefined;
}

function sectionLines(section: WrittenSection, transport: WrittenDescription): string[] {
  const { media, protocol, mid, content, sctpPort, words = ["0"] } = section;
  if (sctpPort !== undefined) {
    return [
      `m=${media} 9 ${protocol} webrtc-datachannel`,
      "c=IN IP4 0.0.0.0",
      ...transportLines(mid, transport),
      `a=sctp-port:${sctpPort}`,
      "a=max-message-size:65536",
    ];
  }
  if (!content) {
    const refused = ["c=IN IP4 0.0.0.0", `a=mid:${mid}`, "a=inactive"];
    return [`m=${media} 0 ${protocol} ${words.join(" ")}`, ...refused];
  }
  const { direction, formats, feedback, extensions, ssrc, rids = [] } = content;
  return [
    `m=${media} 9 ${protocol} ${formats.map(({ payloadType }) => payloadType).join(" ")}`,
    "c=IN IP4 0.0.0.0",
    ...transportLines(mid, transport),
    "a=rtcp-mux",
    "a=rtcp-rsize",
    ...[...extensions].map(([uri, number]) => `a=extmap:${number} ${uri}`),
    ...formats.flatMap((format) => formatLines(format, feedback)),
    ...rids.map((rid) => `a=rid:${rid} recv`),
    ...rids.length > 0 ? [`a=simulcast:recv ${rids.join(";")}`] : [],
    ...ssrc === undefined ? [] : [`a=msid:${CNAME} ${media}`, `a=ssrc:${ssrc} cname:${CNAME}`],
    `a=${direction}`,
  ];
}

function transportLines(mid: string, { setup, ufrag, password }: WrittenDescription): string[] {
  return [`a=setup:${setup}`, `a=mid:${mid}`, `a=ice-ufrag:${ufrag}`, `a=ice-pwd:${password}`];
}

function formatLines({ payloadType, rtpmap, fmtp }: Format, feedback: readonly string[]): string[] {
  return [
    ...rtpmap === undefined ? [] : [`a=rtpmap:${payloadType} ${rtpmap}`],
    ...fmtp === undefined ? [] : [`a=fmtp:${payloadType} ${fmtp}`],
    ...feedback.map((name) => `a=rtcp-fb:${payloadType} ${name}`),
  ];
}
