import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of the server of recordings, which is not in this build yet. */
export const playback = definePlugin({
  ...config,
  name: "playback",
  enabled: ({ global }) => global.playback,
});
