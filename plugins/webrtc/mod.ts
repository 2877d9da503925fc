import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import type { Identity } from "./peer/identity.ts";

/**
 * WebRTC: a server to publish to by WHIP and to read from by WHEP, browsers above all; sources that are pulled,
 * destinations that are pushed to.
 */
export const webrtc = definePlugin({
  ...config,
  name: "webrtc",
  reads: config.READS,
  async setup(context) {
    const { clock, log } = context;
    let made: Promise<Identity> | undefined;
    const identity = () => made ??= createIdentity(clock.wall(), (line) => log.debug(line));
    const settings = { identity, receiveBuffer: () => context.config.udpReadBufferSize };
    context.sources.add(["whep", "wheps"], {
      type: "webRTCSource",
      title: "WebRTC source",
      pull: async (request) => (await client()).whepSource(settings).pull(request),
    });
    context.forwards.add(["whip", "whips"], {
      title: "WebRTC",
      forward: async (request) => (await client()).whipForwarder(settings).forward(request),
    });
    if (!context.config.webrtc) return;
    const { WebrtcServer } = await import("./server.ts");
    await new WebrtcServer(context, identity).listen();
  },
});

/** Loaded when something is first pulled or pushed. */
function client(): Promise<typeof import("./client/mod.ts")> {
  return import("./client/mod.ts");
}

/** Made when the first peer comes. */
async function createIdentity(now: number, debug: (line: string) => void): Promise<Identity> {
  const { createIdentity } = await import("./peer/identity.ts");
  const identity = await createIdentity(now), { ciphers, dtls } = identity;
  debug(`packets are encrypted ${ciphers.method}, keys are agreed on ${dtls.method}`);
  return identity;
}
