import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of the Control API, which is not in this build yet. */
export const api = definePlugin({
  ...config,
  name: "api",
  enabled: ({ global }) => global.api,
});
