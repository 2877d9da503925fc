import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import { serve } from "./server.ts";

/** HLS: a server to read from, with a page that plays, and sources that are pulled. */
export const hls = definePlugin({
  ...config,
  name: "hls",
  reads: config.READS,
  async setup(context) {
    context.sources.add(["http", "https"], {
      type: "hlsSource",
      title: "HLS source",
      pull: async (request) => (await import("./client/source.ts")).hlsSource(context)(request),
    });
    if (context.config.hls) await serve(context);
  },
});
