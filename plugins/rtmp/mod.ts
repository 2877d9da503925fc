import { type Context, definePlugin } from "core/mod.ts";
import { watchFile } from "net/files.ts";
import * as config from "./config.ts";
import type { RtmpConfig } from "./config.ts";
import { RtmpServer } from "./server.ts";

/** RTMP and RTMPS: a server to publish to and to read from; sources that are pulled, destinations that are pushed to. */
export const rtmp = definePlugin({
  ...config,
  name: "rtmp",
  reads: config.READS,
  async setup(context) {
    const schemes = ["rtmp", "rtmps"], { rtmp, rtmpEncryption } = context.config;
    context.sources.add(schemes, {
      type: "rtmpSource",
      title: "RTMP source",
      pull: async (request) => (await client()).rtmpSource(context).pull(request),
    });
    context.forwards.add(schemes, {
      title: "RTMP",
      forward: async (request) => (await client()).rtmpForwarder(context).forward(request),
    });
    if (!rtmp) return;
    if (rtmpEncryption !== "strict") await startPlain(context);
    if (rtmpEncryption !== "no") await startSecure(context);
  },
});

/** Loaded when something is first pulled or pushed. */
function client(): Promise<typeof import("./client/mod.ts")> {
  return import("./client/mod.ts");
}

async function startPlain(context: Context<RtmpConfig>): Promise<void> {
  const server = new RtmpServer(context, false);
  await context.listen((lifetime) => server.listen(lifetime));
}

/** Certificates that are renewed in place are taken over without a restart. */
async function startSecure(context: Context<RtmpConfig>): Promise<void> {
  const server = new RtmpServer(context, true);
  const listener = await context.listen((lifetime) => server.listen(lifetime));
  const { rtmpServerCert, rtmpServerKey } = context.config;
  for (const file of new Set([rtmpServerCert, rtmpServerKey])) {
    context.defer(watchFile(file, () => void listener.reopen(), () => {}));
  }
}
