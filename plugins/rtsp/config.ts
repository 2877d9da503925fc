import type { GlobalParameters, Scheme, Values } from "core/mod.ts";
import { global } from "./config/global.ts";
import { path } from "./config/path.ts";

export { check } from "./config/global.ts";
export { checkPath } from "./config/path.ts";
export { global, path };

export const title = "RTSP";

const direct: readonly Scheme[] = [{ scheme: "rtsp" }, { scheme: "rtsps" }];

export const sources: readonly Scheme[] = [
  ...direct,
  { scheme: "rtsp+http" },
  { scheme: "rtsps+http" },
  { scheme: "rtsp+ws" },
  { scheme: "rtsps+ws" },
];
export const forwards = direct;
export const redirects = direct;

/** Core's parameters that it needs. */
export const READS = [
  "dumpPackets",
  "readTimeout",
  "writeTimeout",
  "writeQueueSize",
  "udpMaxPayloadSize",
  "udpReadBufferSize",
] as const satisfies readonly (keyof GlobalParameters)[];

/** The parameters that RTSP sees. */
export type RtspConfig = Values<typeof global> & Pick<GlobalParameters, typeof READS[number]>;

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
  interface PathParameters extends Values<typeof path> {}
}
