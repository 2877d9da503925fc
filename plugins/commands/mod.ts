import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The parameters of external commands, which are not in this build yet. */
export const commands = definePlugin({
  ...config,
  name: "commands",
  enabled: ({ global, paths }) =>
    global.runOnConnect !== "" || global.runOnDisconnect !== "" ||
    [...paths.values()].some(({ values }) => runsSomething(values)),
});

function runsSomething(values: object): boolean {
  return Object.entries(values).some(([name, value]) =>
    name.startsWith("runOn") && typeof value === "string" && value !== ""
  );
}
