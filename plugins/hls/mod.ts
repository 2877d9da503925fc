import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of HLS, which is not in this build yet. */
export const hls = definePlugin({
  ...config,
  name: "hls",
  enabled: ({ global }) => global.hls,
});
