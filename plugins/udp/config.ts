import {
  type GlobalParameters,
  parameter,
  type PathEntry,
  type Report,
  type Scheme,
  type TargetURL,
  text,
  uint,
  type Values,
} from "core/mod.ts";

export const title = "MPEG-TS and RTP sources";

const bufferSize = (kind: string) =>
  parameter(uint.nullable(), {
    default: null,
    effect: "path",
    doc: `The system's receive buffer of ${kind} sources in bytes, in place of udpReadBufferSize.`,
    outdated: "",
  });

export const path = {
  mpegtsUDPReadBufferSize: bufferSize("MPEG-TS"),
  rtpSDP: parameter(text, {
    default: "",
    effect: "path",
    doc: "The SDP that describes a source udp+rtp://.",
  }),
  rtpUDPReadBufferSize: bufferSize("RTP"),
};

function checkPort(url: TargetURL | undefined, value: string): string | undefined {
  return url && url.port === undefined ? `'${value}' lacks the port` : undefined;
}

export const sources: readonly Scheme[] = [
  { scheme: "udp+mpegts", anyHost: true, check: checkPort },
  { scheme: "udp", anyHost: true, check: checkPort },
  { scheme: "unix+mpegts", opaque: true },
  { scheme: "udp+rtp", anyHost: true, check: checkPort },
  { scheme: "unix+rtp", opaque: true, outdated: "use udp+rtp" },
];

/** Rules between the parameters of a path. */
export function checkPath({ values }: PathEntry, report: Report): void {
  if (/^(?:udp|unix)\+rtp:/.test(values.source) && values.rtpSDP === "") {
    report("rtpSDP", "an RTP source needs it");
  }
}

/** Core's parameters that it needs. */
export const READS = [
  "dumpPackets",
  "readTimeout",
  "udpReadBufferSize",
] as const satisfies readonly (keyof GlobalParameters)[];

declare module "core/config/configuration.ts" {
  interface PathParameters extends Values<typeof path> {}
}
