import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** WebRTC: a server to publish to by WHIP and to read from by WHEP, browsers above all. */
export const webrtc = definePlugin({
  ...config,
  name: "webrtc",
  reads: config.READS,
  async setup(context) {
    if (!context.config.webrtc) return;
    const { WebrtcServer } = await import("./server.ts");
    await new WebrtcServer(context).listen();
  },
});
