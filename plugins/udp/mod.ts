import { definePlugin, usesSource } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of MPEG-TS and RTP sources by UDP and unix sockets, which are not in this build yet. */
export const udp = definePlugin({
  ...config,
  name: "udp",
  enabled: usesSource(config.sources),
});
