import {
  bool,
  deprecated,
  duration,
  type GlobalParameters,
  parameter,
  type PathEntry,
  type Report,
  SECOND,
  text,
  type Values,
} from "core/mod.ts";

export const title = "Commands";

function command(doc: string, effect: "live" | "path" = "path") {
  return parameter(text, { default: "", effect, doc });
}

function restart(name: string, effect: "live" | "path" = "path") {
  return parameter(bool, { default: false, effect, doc: `Starts ${name} again when it ends.` });
}

export const global = {
  runOnConnect: command(
    "Runs from when a client connects until it disconnects. MTX_CONN_TYPE and MTX_CONN_ID tell which.",
    "live",
  ),
  runOnConnectRestart: restart("runOnConnect", "live"),
  runOnDisconnect: command("Is run when a client has disconnected.", "live"),
};

const onDemandTime = (doc: string) =>
  parameter(duration, { default: 10 * SECOND, effect: "path", doc });

export const path = {
  runOnInit: command(
    "Runs as long as the path exists. All commands of a path find its name in MTX_PATH, the groups of its regular " +
      "expression in G1, G2, …, and the port of RTSP in RTSP_PORT.",
  ),
  runOnInitRestart: restart("runOnInit"),
  runOnDemand: command(
    "Runs while somebody wants to read and until nobody does: it is to publish to the path.",
  ),
  runOnDemandRestart: restart("runOnDemand"),
  runOnDemandStartTimeout: onDemandTime("How long readers wait for that publisher."),
  runOnDemandCloseAfter: onDemandTime(
    "How long runOnDemand goes on after the last reader has left.",
  ),
  runOnUnDemand: command("Is run when runOnDemand has ended."),
  runOnAvailable: command("Runs as long as there is something to read on the path."),
  runOnAvailableRestart: restart("runOnAvailable"),
  runOnUnavailable: command("Is run when there is nothing to read any more."),
  runOnReady: deprecated(text, { use: "runOnAvailable" }),
  runOnReadyRestart: deprecated(bool, { use: "runOnAvailableRestart" }),
  runOnNotReady: deprecated(text, { use: "runOnUnavailable" }),
  runOnOnline: command("Runs as long as a source feeds the path, fillers not counted."),
  runOnOnlineRestart: restart("runOnOnline"),
  runOnOffline: command("Is run when that source has left."),
  runOnRead: command("Runs from when a reader comes until it leaves, once for each."),
  runOnReadRestart: restart("runOnRead"),
  runOnUnread: command("Is run when a reader has left."),
  runOnRecordSegmentCreate: command("Is run when a file of a recording begins: MTX_SEGMENT_PATH."),
  runOnRecordSegmentComplete: command(
    "Is run when a file of a recording is complete: MTX_SEGMENT_PATH, and MTX_SEGMENT_DURATION in seconds.",
  ),
};

/** Parameters of others that it needs. */
export const READS = ["rtspAddress"] as const;

export type CommandsConfig = Values<typeof global> & Pick<GlobalParameters, typeof READS[number]>;

/** Rules between its parameters. */
export function checkPath({ pattern, values }: PathEntry, report: Report): void {
  if (pattern && values.runOnInit) {
    report("runOnInit", "it is not possible with a regular expression; runOnDemand is");
  }
  for (const name of ["runOnDemand", "runOnUnDemand"] as const) {
    if (!values[name]) continue;
    if (values.source !== "publisher") report(name, "it is possible with source publisher only");
    if (values.alwaysAvailable) report(name, "it is not possible together with alwaysAvailable");
  }
}

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {
    /** Of another plugin: undefined where that is not in the build. */
    readonly rtspAddress: string;
  }
  interface PathParameters extends Values<typeof path> {}
}
