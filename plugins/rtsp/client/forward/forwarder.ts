import type { Context, Forwarder, ForwardRequest } from "core/mod.ts";
import type { RtspConfig } from "../../config.ts";
import { attempt } from "../attempts.ts";
import { ForwardSession } from "./session.ts";

/** Pushes streams to other servers. */
export function rtspForwarder(context: Context<RtspConfig>): Forwarder {
  return { title: "RTSP", forward: (request) => forward(request, context) };
}

function forward(request: ForwardRequest, settings: Context<RtspConfig>): Promise<void> {
  return attempt({
    url: request.url,
    signal: request.signal,
    settings,
    trust: { fingerprint: request.fingerprint, parameter: "destFingerprint" },
    transport: "automatic",
    session: (client, wish) => new ForwardSession(client, wish, request, settings).run(),
  });
}
