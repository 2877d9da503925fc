import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of RTMP, which is not in this build yet. */
export const rtmp = definePlugin({
  ...config,
  name: "rtmp",
  enabled: ({ global }) => global.rtmp,
});
