import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The server of recordings: lists them, and gives any time of them as one file. */
export const playback = definePlugin({
  ...config,
  name: "playback",
  enabled: ({ global }) => global.playback,
  async setup(context) {
    const { PlaybackService } = await import("./service.ts");
    await context.http.listen("playback", new PlaybackService(context));
  },
});
