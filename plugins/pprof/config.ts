import {
  bool,
  type Configuration,
  httpParameters,
  parameter,
  type Report,
  requireAddresses,
  type Values,
} from "core/mod.ts";

export const title = "pprof";

export const global = {
  pprof: parameter(bool, {
    default: false,
    effect: "sessions",
    doc: "Serves CPU and memory profiles of the running server, for debugging.",
  }),
  ...httpParameters("pprof", ":9999", "the profiles"),
};

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.pprof) requireAddresses(global, "pprof", ["pprofAddress"], report);
}

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
}
