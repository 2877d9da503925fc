import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import { SrtServer } from "./server.ts";

/** SRT: a server to publish to and to read from. */
export const srt = definePlugin({
  ...config,
  name: "srt",
  reads: config.READS,
  setup(context) {
    if (context.config.srt) new SrtServer(context);
  },
});
