import { definePlugin, type PathEntry } from "core/mod.ts";
import * as config from "./config.ts";

const isRecorded = ({ values }: PathEntry) => values.record;

/** The parameters of the recorder, which is not in this build yet. */
export const recorder = definePlugin({
  ...config,
  name: "recorder",
  enabled: ({ paths }) => paths.some(isRecorded),
});
