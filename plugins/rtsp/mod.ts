import { definePlugin } from "core/mod.ts";
import { check, forwards, global, path, READS, sources } from "./config.ts";
import { perform } from "./methods.ts";
import { RtspServer } from "./server.ts";

/** RTSP: publishing and reading over TCP. */
export const rtsp = definePlugin({
  name: "rtsp",
  title: "RTSP",
  global,
  path,
  sources,
  forwards,
  reads: READS,
  check,
  enabled: (configuration) => configuration.global.rtsp,
  async setup(context) {
    const server = new RtspServer(context, perform);
    await context.listen((lifetime) => server.listen(lifetime));
  },
});
