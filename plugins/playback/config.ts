import {
  bool,
  type Configuration,
  deprecated,
  httpParameters,
  parameter,
  type PathEntry,
  type Report,
  requireAddresses,
  type Values,
} from "core/mod.ts";

export const title = "playback";

export const global = {
  playback: parameter(bool, {
    default: false,
    effect: "sessions",
    doc: "Serves recordings.",
  }),
  ...httpParameters("playback", ":9996", "the recordings"),
};

export const path = {
  playback: deprecated(bool, { note: "it has no effect" }),
};

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.playback) requireAddresses(global, "playback", ["playbackAddress"], report);
}

/** Recordings are told apart by their start, to the microsecond. */
export function checkPath({ values }: PathEntry, report: Report, { global }: Configuration): void {
  if (global.playback && !values.recordPath?.includes("%f")) {
    report("recordPath", "it must hold %f while playback is on");
  }
}

export type PlaybackConfig = Values<typeof global>;

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
  interface PathParameters {
    /** Of another plugin: undefined where that is not in the build. */
    readonly recordPath: string;
  }
}
