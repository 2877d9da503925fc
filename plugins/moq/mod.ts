import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of Media over QUIC, which is not in this build yet. */
export const moq = definePlugin({
  ...config,
  name: "moq",
  enabled: ({ global }) => global.moq,
});
