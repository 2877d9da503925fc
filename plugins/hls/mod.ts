import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import { serve } from "./server.ts";

/** HLS: a server to read from, with a page that plays. */
export const hls = definePlugin({
  ...config,
  name: "hls",
  reads: config.READS,
  async setup(context) {
    if (context.config.hls) await serve(context);
  },
});
