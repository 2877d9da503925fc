import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import { RtmpServer } from "./server.ts";

/** RTMP and RTMPS: a server to publish to and to read from; sources that are pulled, destinations that are pushed to. */
export const rtmp = definePlugin({
  ...config,
  name: "rtmp",
  reads: config.READS,
  async setup(context) {
    const schemes = ["rtmp", "rtmps"], { rtmp, rtmpEncryption } = context.config;
    context.sources.add(schemes, {
      type: "rtmpSource",
      title: "RTMP source",
      pull: async (request) => (await client()).rtmpSource(context).pull(request),
    });
    context.forwards.add(schemes, {
      title: "RTMP",
      forward: async (request) => (await client()).rtmpForwarder(context).forward(request),
    });
    if (!rtmp) return;
    if (rtmpEncryption !== "strict") await new RtmpServer(context, false).listen();
    if (rtmpEncryption !== "no") await new RtmpServer(context, true).listen();
  },
});

/** Loaded when something is first pulled or pushed. */
function client(): Promise<typeof import("./client/mod.ts")> {
  return import("./client/mod.ts");
}
