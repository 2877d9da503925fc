import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import { SrtServer } from "./server.ts";

/** SRT: a server to publish to and to read from; sources that are pulled, destinations that are pushed to. */
export const srt = definePlugin({
  ...config,
  name: "srt",
  reads: config.READS,
  setup(context) {
    const schemes = ["srt"];
    context.sources.add(schemes, {
      type: "srtSource",
      title: "SRT source",
      pull: async (request) => (await client()).srtSource(context).pull(request),
    });
    context.forwards.add(schemes, {
      title: "SRT",
      forward: async (request) => (await client()).srtForwarder(context).forward(request),
    });
    if (context.config.srt) new SrtServer(context);
  },
});

/** Loaded when something is first pulled or pushed. */
function client(): Promise<typeof import("./client/mod.ts")> {
  return import("./client/mod.ts");
}
