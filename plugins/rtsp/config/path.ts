import {
  bool,
  deprecated,
  type Draft,
  listOf,
  ofKind,
  oneOf,
  parameter,
  parseDuration,
  type PathEntry,
  PORTS,
  type Report,
  text,
  textLike,
  uint,
  uintWithin,
} from "core/mod.ts";

const transport = oneOf(["automatic", "udp", "multicast", "tcp"]);

const portRange = ofKind(
  listOf(uintWithin(1, PORTS.most)).refine((ports) => ports.length === 2 && ports[0] <= ports[1]),
  {
    name: "list",
    item: uint,
    allowed: `two port numbers from 1 to ${PORTS.most}, the smaller one first`,
  },
);

export const path = {
  rtspDemuxMpegts: parameter(bool, {
    default: false,
    effect: "path",
    doc: "Takes MPEG-TS that is published over RTSP apart, so that each of its tracks can be read.",
  }),
  rtspTransport: parameter(transport, {
    default: "automatic",
    effect: "path",
    doc:
      "How media travel from an RTSP source: automatic (UDP first, then TCP), udp, multicast or tcp.",
  }),
  rtspAnyPort: parameter(bool, {
    default: false,
    effect: "path",
    doc: "Takes UDP packets of an RTSP source from other ports than those it has announced.",
  }),
  sourceProtocol: deprecated(transport, {
    use: "rtspTransport",
    convert: (value, draft) => withRtspSource(draft, "rtspTransport", value),
  }),
  sourceAnyPortEnable: deprecated(bool, {
    use: "rtspAnyPort",
    convert: (value, draft) => withRtspSource(draft, "rtspAnyPort", value),
  }),
  rtspRangeType: parameter(oneOf(["", "clock", "npt", "smpte"]), {
    default: "",
    effect: "path",
    doc:
      "Where an RTSP source is to begin, counted as a time of day (clock), from its start (npt) or by time " +
      "code (smpte); empty for now.",
  }),
  rtspRangeStart: parameter(text, {
    default: "",
    effect: "path",
    doc:
      "That beginning: 20260131T120000Z with clock, a duration such as 1m30s with npt and smpte.",
  }),
  rtspScale: parameter(
    textLike(
      /^(?:[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)?$/,
      'a number as text, such as "2.0"',
    ),
    {
      default: "",
      effect: "path",
      doc: "How much faster than normal an RTSP source is to play; empty for normal.",
    },
  ),
  rtspUDPReadBufferSize: parameter(uint.nullable(), {
    default: null,
    effect: "path",
    doc: "The system's receive buffer of the RTSP source in bytes, in place of udpReadBufferSize.",
    outdated: "",
  }),
  rtspUDPSourcePortRange: parameter(portRange, {
    default: [32768, 60999],
    effect: "path",
    doc: "The first and the last local port that RTSP sources may send to over UDP.",
  }),
};

function withRtspSource(draft: Draft, name: string, value: unknown): void {
  if (/^rtsps?(?:\+\w+)?:/.test(String(draft.get("source")))) draft.set(name, value);
}

/** Rules between the parameters of a path. */
export function checkPath({ values }: PathEntry, report: Report): void {
  const { rtspRangeType, rtspRangeStart } = values;
  if (rtspRangeType === "") return;
  const fits = rtspRangeType === "clock"
    ? /^\d{8}T\d{6}Z$/.test(rtspRangeStart)
    : rtspRangeStart !== "" && parseDuration(rtspRangeStart) !== undefined;
  if (fits) return;
  const allowed = rtspRangeType === "clock"
    ? "a time such as 20260131T120000Z"
    : "a duration such as 90s";
  report("rtspRangeStart", `found '${rtspRangeStart}'; allowed with ${rtspRangeType}: ${allowed}`);
}
