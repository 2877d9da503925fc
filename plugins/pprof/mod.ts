import { definePlugin, type HttpRequest } from "core/mod.ts";
import * as config from "./config.ts";
import { Profiler } from "./profiler.ts";
import { answer } from "./routes.ts";

/** CPU and memory profiles of the running server, in the format of pprof. */
export const pprof = definePlugin({
  ...config,
  name: "pprof",
  enabled: ({ global }) => global.pprof,
  async setup(context) {
    const profiler = await Profiler.start(context.clock);
    context.defer(() => profiler.close());
    await context.http.listen("pprof", {
      preflight: { methods: "OPTIONS, GET", headers: "Authorization" },
      async handle(request: HttpRequest) {
        return await request.authorize("pprof") ?? await answer(request, profiler, context.signal);
      },
    });
  },
});
