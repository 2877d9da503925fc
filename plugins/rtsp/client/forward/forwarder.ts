import type { Forwarder, ForwardRequest } from "core/mod.ts";
import { attempt } from "../attempts.ts";
import type { Settings } from "../settings.ts";
import { ForwardSession } from "./session.ts";

/** Pushes streams to other servers. */
export function rtspForwarder(settings: Settings): Forwarder {
  return { title: "RTSP", forward: (request) => forward(request, settings) };
}

function forward(request: ForwardRequest, settings: Settings): Promise<void> {
  return attempt({
    url: request.url,
    signal: request.signal,
    settings,
    trust: { fingerprint: request.fingerprint, parameter: "destFingerprint" },
    transport: "automatic",
    session: (client, wish) => new ForwardSession(client, wish, request, settings).run(),
  });
}
