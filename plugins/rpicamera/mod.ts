import { definePlugin, usesSource } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of the Raspberry Pi camera, which are not in this build yet. */
export const rpicamera = definePlugin({
  ...config,
  name: "rpicamera",
  enabled: usesSource(config.sources),
});
