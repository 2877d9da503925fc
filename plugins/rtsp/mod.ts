import { type Context, definePlugin, type Scheme } from "core/mod.ts";
import * as config from "./config.ts";
import type { RtspConfig } from "./config.ts";
import { perform } from "./methods.ts";
import { RtspServer } from "./server.ts";

/** RTSP and RTSPS: a server to publish to and to read from; sources that are pulled, destinations that are pushed to. */
export const rtsp = definePlugin({
  ...config,
  name: "rtsp",
  reads: config.READS,
  async setup(context) {
    const { rtsp, rtspEncryption } = context.config;
    context.sources.add(schemesOf(config.sources), {
      type: "rtspSource",
      title: "RTSP source",
      pull: async (request) => (await client()).rtspSource(context).pull(request),
    });
    context.forwards.add(schemesOf(config.forwards), {
      title: "RTSP",
      forward: async (request) => (await client()).rtspForwarder(context).forward(request),
    });
    if (!rtsp) return;
    if (rtspEncryption !== "strict") await start(context, false);
    if (rtspEncryption !== "no") await start(context, true);
  },
});

function schemesOf(declared: readonly Scheme[]): string[] {
  return declared.map(({ scheme }) => scheme);
}

/** Loaded when something is first pulled or pushed. */
function client(): Promise<typeof import("./client/mod.ts")> {
  return import("./client/mod.ts");
}

async function start(context: Context<RtspConfig>, secure: boolean): Promise<void> {
  const server = new RtspServer(context, secure, perform);
  const { rtspTransports } = context.config;
  if (rtspTransports.includes("udp")) server.openUdp();
  if (rtspTransports.includes("multicast")) server.offerMulticast();
  await server.listen();
}
