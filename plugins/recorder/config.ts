import {
  bool,
  DAY,
  deprecated,
  durationFrom0,
  HOUR,
  MEGABYTE,
  oneOf,
  parameter,
  type PathEntry,
  type Report,
  SECOND,
  size,
  text,
  type Values,
} from "core/mod.ts";

export const title = "Recording";

const format = oneOf(["fmp4", "mpegts"]);

/** All of them are path defaults now. */
export const global = {
  record: deprecated(bool, { use: "pathDefaults.record" }),
  recordPath: deprecated(text, { use: "pathDefaults.recordPath" }),
  recordFormat: deprecated(format, { use: "pathDefaults.recordFormat" }),
  recordPartDuration: deprecated(durationFrom0, { use: "pathDefaults.recordPartDuration" }),
  recordSegmentDuration: deprecated(durationFrom0, { use: "pathDefaults.recordSegmentDuration" }),
  recordDeleteAfter: deprecated(durationFrom0, { use: "pathDefaults.recordDeleteAfter" }),
};

export const path = {
  record: parameter(bool, {
    default: false,
    effect: "live",
    doc: "Records the stream to disk.",
  }),
  recordPath: parameter(text, {
    default: "./recordings/%path/%Y-%m-%d_%H-%M-%S-%f",
    effect: "live",
    doc:
      "The files of a recording, without extension. %path is the name of the path; %Y %m %d %H %M %S %f (year " +
      "to microseconds), %z (time zone) and %s (seconds since 1970) tell when the file begins.",
  }),
  recordFormat: parameter(format, {
    default: "fmp4",
    effect: "live",
    doc: "The format of recordings: fmp4 (fragmented MP4) or mpegts (MPEG-TS).",
  }),
  recordPartDuration: parameter(durationFrom0, {
    default: SECOND,
    effect: "live",
    doc: "How much is written to disk at once, and how much is lost at most when the power fails.",
  }),
  recordMaxPartSize: parameter(size, {
    default: 50 * MEGABYTE,
    effect: "live",
    doc: "The most that is held in memory before it is written.",
  }),
  recordSegmentDuration: parameter(durationFrom0, {
    default: HOUR,
    effect: "live",
    doc: "How long each file is at least; 1d at most.",
  }),
  recordDeleteAfter: parameter(durationFrom0, {
    default: DAY,
    effect: "live",
    doc: "Files older than this are deleted; 0s keeps them for ever.",
  }),
};

const TIMESTAMP = ["%Y", "%m", "%d", "%H", "%M", "%S"];

/** Rules between its parameters. */
export function checkPath({ values }: PathEntry, report: Report): void {
  const { recordPath, recordSegmentDuration, recordDeleteAfter } = values;
  if (!recordPath.includes("%path")) report("recordPath", "it must hold %path");
  const dated = TIMESTAMP.every((part) => recordPath.includes(part));
  if (!dated && !recordPath.includes("%s")) {
    report("recordPath", `it must hold %s, or all of ${TIMESTAMP.join(" ")}`);
  }
  if (recordSegmentDuration > DAY) report("recordSegmentDuration", "it may be 1d at most");
  if (recordDeleteAfter !== 0 && recordDeleteAfter < recordSegmentDuration) {
    report("recordDeleteAfter", "it must be 0s or not less than recordSegmentDuration");
  }
}

/** The parameters of a path that recording goes by. */
export type RecordParameters = Values<typeof path>;

declare module "core/config/configuration.ts" {
  interface PathParameters extends Values<typeof path> {}
}
