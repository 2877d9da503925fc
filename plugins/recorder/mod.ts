import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of the recorder, which is not in this build yet. */
export const recorder = definePlugin({
  ...config,
  name: "recorder",
  enabled: ({ paths }) => paths.values().some(({ values }) => values.record),
});
