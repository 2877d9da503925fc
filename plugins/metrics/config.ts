import {
  bool,
  type Configuration,
  httpParameters,
  parameter,
  type Report,
  requireAddresses,
  type Values,
} from "core/mod.ts";

export const title = "metrics";

export const global = {
  metrics: parameter(bool, {
    default: false,
    effect: "sessions",
    doc: "Serves metrics in the format of Prometheus.",
  }),
  ...httpParameters("metrics", ":9998", "the metrics"),
};

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.metrics) requireAddresses(global, "metrics", ["metricsAddress"], report);
}

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
}
