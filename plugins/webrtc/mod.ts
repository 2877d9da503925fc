import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of WebRTC, which is not in this build yet. */
export const webrtc = definePlugin({
  ...config,
  name: "webrtc",
  enabled: ({ global }) => global.webrtc,
});
