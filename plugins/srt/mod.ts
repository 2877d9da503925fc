import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of SRT, which is not in this build yet. */
export const srt = definePlugin({
  ...config,
  name: "srt",
  enabled: ({ global }) => global.srt,
});
