import { type Context, listed } from "core/mod.ts";
import type { HlsConfig } from "./config.ts";
import { Handler } from "./http/handler.ts";
import { Registry } from "./registry.ts";
import {
  muxerMetrics,
  muxerSchema,
  sessionMetrics,
  sessionSchema,
  viewMuxer,
  viewSession,
} from "./session/view.ts";

/** Serves HLS for as long as the plugin runs. */
export async function serve(context: Context<HlsConfig>): Promise<void> {
  const registry = new Registry(context), handler = new Handler(registry);
  const { muxers, sessions } = registry;
  context.sessions.add(listed("hlsSession", "hlssessions", sessions, {
    metrics: sessionMetrics,
    schema: sessionSchema,
    view: viewSession,
    kick: (session) => session.close("kicked by an operator"),
  }));
  context.sessions.add(listed("hlsMuxer", "hlsmuxers", muxers, {
    metrics: muxerMetrics,
    schema: muxerSchema,
    view: viewMuxer,
  }));
  context.defer(() => registry.close());
  context.hooks.on("available", (path) => registry.remux(path));
  context.onChange(() => registry.remuxAll());
  await context.http.listen("hls", {
    handle: (request) => handler.handle(request),
    preflight: { methods: "OPTIONS, GET", headers: "Authorization, Range" },
  });
  registry.start();
}
