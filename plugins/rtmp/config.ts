import {
  address,
  bool,
  type Configuration,
  deprecated,
  encryptionMode,
  type GlobalParameters,
  ipNetwork,
  listOf,
  parameter,
  type Report,
  requireAddresses,
  type Scheme,
  text,
  type Values,
} from "core/mod.ts";

export const title = "RTMP";

export const global = {
  rtmp: parameter(bool, {
    default: true,
    effect: "sessions",
    doc: "Lets clients publish and read over RTMP.",
  }),
  rtmpDisable: deprecated(bool, {
    use: "rtmp",
    convert: (disabled, draft) => draft.set("rtmp", !disabled),
  }),
  rtmpEncryption: parameter(encryptionMode, {
    default: "no",
    effect: "sessions",
    doc: "no: plain RTMP; optional: RTMP and RTMPS side by side; strict: RTMPS only.",
  }),
  rtmpAddress: parameter(address, {
    default: ":1935",
    effect: "listener",
    doc: "Where to listen for RTMP (TCP).",
  }),
  rtmpsAddress: parameter(address, {
    default: ":1936",
    effect: "listener",
    doc: "Where to listen for RTMPS (TCP).",
  }),
  rtmpServerKey: parameter(text, {
    default: "server.key",
    effect: "listener",
    doc: "The file with the private key for RTMPS (PEM); read again when it changes.",
  }),
  rtmpServerCert: parameter(text, {
    default: "server.crt",
    effect: "listener",
    doc: "The file with the certificate for RTMPS (PEM); read again when it changes.",
  }),
  rtmpTrustedProxies: parameter(listOf(ipNetwork), {
    default: [],
    effect: "listener",
    doc:
      "The proxies that may say on whose behalf they connect (PROXY protocol): addresses or networks.",
  }),
};

const schemes: readonly Scheme[] = [{ scheme: "rtmp" }, { scheme: "rtmps" }];

export const sources = schemes;
export const forwards = schemes;

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (!global.rtmp) return;
  requireAddresses(global, "rtmp", ["rtmpAddress"], report);
  if (global.rtmpEncryption !== "no") {
    requireAddresses(global, "rtmpEncryption", ["rtmpsAddress"], report);
  }
}

/** Core's parameters that it needs. */
export const READS = [
  "dumpPackets",
  "readTimeout",
  "writeTimeout",
  "writeQueueSize",
] as const satisfies readonly (keyof GlobalParameters)[];

/** The parameters that RTMP sees. */
export type RtmpConfig = Values<typeof global> & Pick<GlobalParameters, typeof READS[number]>;

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
}
