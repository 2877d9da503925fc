import type { Context, HookTable, PathView } from "core/mod.ts";
import type { Launcher } from "./launcher.ts";
import { type Occasion, Span } from "./span.ts";
import {
  pathVariables,
  queryVariable,
  readerVariables,
  segmentVariables,
  sourceVariables,
  type Variables,
} from "./variables.ts";

type During = "runOnInit" | "runOnDemand" | "runOnAvailable" | "runOnOnline" | "runOnRead";
type After = "runOnUnDemand" | "runOnUnavailable" | "runOnOffline" | "runOnUnread";
type On = Pick<Context["hooks"], "on">;

/** What every path runs from its creation to its end. */
export function followCreation(hooks: On, launcher: Launcher): void {
  const span = new Span<PathView>(launcher, "runOnInit", "");
  hooks.on("pathCreated", (path) => {
    if (path.entry.values.runOnInit) span.begin(path, occasionOf(path, "runOnInit"));
  });
  hooks.on("pathRemoved", (path) => span.end(path));
}

/** What is run while somebody wants to read. */
export function followDemand(hooks: On, launcher: Launcher): void {
  const span = new Span<PathView>(launcher, "runOnDemand", "runOnUnDemand");
  hooks.on("demand", ({ path, query }) => {
    span.begin(path, occasionOf(path, "runOnDemand", "runOnUnDemand", queryVariable(query)));
  });
  hooks.on("undemand", ({ path, reason }) => span.end(path, reason));
}

/** What is run while there is a stream, and while it has a real source. */
export function followStreams(hooks: On, launcher: Launcher): void {
  const spanOf = (
    [begins, during]: ["available" | "online", During],
    [ends, after]: ["unavailable" | "offline", After],
  ) => {
    const span = new Span<PathView>(launcher, during, after);
    hooks.on(begins, (path) => {
      span.begin(path, occasionOf(path, during, after, sourceVariables(path.publisher)));
    });
    hooks.on(ends, (path) => span.end(path));
  };
  spanOf(["available", "runOnAvailable"], ["unavailable", "runOnUnavailable"]);
  spanOf(["online", "runOnOnline"], ["offline", "runOnOffline"]);
}

/** What is run for each reader. */
export function followReaders(hooks: On, launcher: Launcher): void {
  const span = new Span<HookTable["readerAdded"]["event"]["reader"]>(
    launcher,
    "runOnRead",
    "runOnUnread",
  );
  hooks.on("readerAdded", ({ path, reader }) => {
    const occasion = occasionOf(path, "runOnRead", "runOnUnread", readerVariables(reader));
    span.begin(reader, { ...occasion, log: reader.log });
  });
  hooks.on("readerRemoved", ({ reader }) => span.end(reader));
}

/** What is run for each file of a recording. */
export function followSegments(hooks: On, launcher: Launcher): void {
  const launch = (
    name: "runOnRecordSegmentCreate" | "runOnRecordSegmentComplete",
    segment: HookTable["segmentCreated"]["event"],
  ) => {
    const { path } = segment, { log } = path, command = path.entry.values[name];
    if (command === "") return;
    const variables = { ...pathVariables(path), ...segmentVariables(segment) };
    void launcher.launch({ name, command, variables, log });
  };
  hooks.on("segmentCreated", (segment) => launch("runOnRecordSegmentCreate", segment));
  hooks.on("segmentCompleted", (segment) => launch("runOnRecordSegmentComplete", segment));
}

function occasionOf(
  path: PathView,
  during: During,
  after?: After,
  variables: Variables = {},
): Occasion {
  const { values } = path.entry;
  return {
    command: values[during],
    restart: values[`${during}Restart`],
    after: () => after ? path.entry.values[after] : "",
    variables: { ...pathVariables(path), ...variables },
    log: path.log,
  };
}
