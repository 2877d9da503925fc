import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of profiling, which is not in this build yet. */
export const pprof = definePlugin({
  ...config,
  name: "pprof",
  enabled: ({ global }) => global.pprof,
});
