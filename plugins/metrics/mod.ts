import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of metrics for Prometheus, which is not in this build yet. */
export const metrics = definePlugin({
  ...config,
  name: "metrics",
  enabled: ({ global }) => global.metrics,
});
