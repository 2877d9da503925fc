import {
  address,
  bool,
  type Configuration,
  type GlobalParameters,
  parameter,
  type PathEntry,
  type Report,
  requireAddresses,
  type Scheme,
  textLike,
  type Values,
} from "core/mod.ts";

export const title = "SRT";

export const global = {
  srt: parameter(bool, {
    default: true,
    effect: "sessions",
    doc: "Lets clients publish and read over SRT.",
  }),
  srtAddress: parameter(address, {
    default: ":8890",
    effect: "sessions",
    doc: "Where to listen (UDP).",
  }),
};

const passphrase = textLike(/^(?:[\s\S]{10,79})?$/, "10 to 79 characters");

export const path = {
  srtReadPassphrase: parameter(passphrase, {
    default: "",
    effect: "path",
    secret: true,
    doc: "What readers over SRT must encrypt with: 10 to 79 characters; empty for none.",
  }),
  srtPublishPassphrase: parameter(passphrase, {
    default: "",
    effect: "path",
    secret: true,
    doc: "What publishers over SRT must encrypt with: 10 to 79 characters; empty for none.",
  }),
};

export const sources: readonly Scheme[] = [{ scheme: "srt" }];
export const forwards: readonly Scheme[] = [{ scheme: "srt" }];

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.srt) requireAddresses(global, "srt", ["srtAddress"], report);
}

/** Rules between the parameters of a path. */
export function checkPath({ values }: PathEntry, report: Report): void {
  if (values.srtPublishPassphrase && values.source !== "publisher") {
    report("srtPublishPassphrase", "it is possible with source publisher only");
  }
}

/** Core's parameters that it needs. */
export const READS = [
  "dumpPackets",
  "readTimeout",
  "udpMaxPayloadSize",
  "udpReadBufferSize",
  "writeTimeout",
  "writeQueueSize",
] as const satisfies readonly (keyof GlobalParameters)[];

/** The parameters that SRT sees. */
export type SrtConfig = Values<typeof global> & Pick<GlobalParameters, typeof READS[number]>;

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
  interface PathParameters extends Values<typeof path> {}
}
