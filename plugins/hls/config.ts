import {
  bool,
  type Configuration,
  deprecated,
  duration,
  durationAbove0,
  type GlobalParameters,
  httpParameters,
  intWithin,
  MEGABYTE,
  MINUTE,
  oneOf,
  parameter,
  plainCredential,
  type Report,
  requireAddresses,
  type Scheme,
  SECOND,
  size,
  text,
  type Values,
} from "core/mod.ts";

export const title = "HLS";

export const global = {
  hls: parameter(bool, {
    default: true,
    effect: "sessions",
    doc: "Lets clients, browsers above all, read with HLS.",
  }),
  hlsDisable: deprecated(bool, {
    use: "hls",
    convert: (disabled, draft) => draft.set("hls", !disabled),
  }),
  ...httpParameters("hls", ":8888", "the streams"),
  hlsAlwaysRemux: parameter(bool, {
    default: false,
    effect: "live",
    doc:
      "Prepares every stream for HLS at once rather than when it is first asked for: the first reader " +
      "waits less, the server works more.",
  }),
  hlsVariant: parameter(oneOf(["mpegts", "fmp4", "lowLatency"]), {
    default: "lowLatency",
    effect: "sessions",
    doc:
      "mpegts: MPEG-TS segments, for the oldest players; fmp4: MP4 segments, for more codecs; lowLatency: " +
      "MP4 segments handed out in parts.",
  }),
  hlsSegmentCount: parameter(intWithin(1), {
    default: 7,
    effect: "sessions",
    doc: "How many segments a playlist holds: 7 or more with lowLatency, else 3 or more.",
  }),
  hlsSegmentDuration: parameter(durationAbove0, {
    default: SECOND,
    effect: "sessions",
    doc: "How long each segment is at least; it ends before the next key frame.",
  }),
  hlsPartDuration: parameter(durationAbove0, {
    default: SECOND / 5,
    effect: "sessions",
    doc: "How long each part of a segment is at least, with lowLatency.",
  }),
  hlsSegmentMaxSize: parameter(size, {
    default: 50 * MEGABYTE,
    effect: "sessions",
    doc: "The most that one segment may hold, so that no stream fills the memory.",
  }),
  hlsDirectory: parameter(text, {
    default: "",
    effect: "sessions",
    doc: "The folder that segments are kept in; empty to keep them in memory.",
  }),
  hlsMuxerCloseAfter: parameter(duration, {
    default: MINUTE,
    effect: "live",
    doc: "A stream that nobody has asked for so long is no longer prepared.",
  }),
  hlsCDNSecret: parameter(plainCredential, {
    default: "",
    effect: "live",
    secret: true,
    doc:
      "The bearer token by which requests of a content delivery network are known; empty for none.",
  }),
};

export const sources: readonly Scheme[] = [{ scheme: "http" }, { scheme: "https" }];

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.hls) requireAddresses(global, "hls", ["hlsAddress"], report);
}

/** Core's parameters that it needs. */
export const READS = ["readTimeout"] as const satisfies readonly (keyof GlobalParameters)[];

/** The parameters that HLS sees. */
export type HlsConfig = Values<typeof global> & Pick<GlobalParameters, typeof READS[number]>;

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
}
