import {
  bool,
  type Configuration,
  httpParameters,
  parameter,
  type Report,
  requireAddresses,
  type Values,
} from "core/mod.ts";

export const title = "API";

export const global = {
  api: parameter(bool, {
    default: false,
    effect: "sessions",
    doc: "Serves the API through which everything can be seen and changed at run time.",
  }),
  ...httpParameters("api", ":9997", "the API"),
  apiPersist: parameter(bool, {
    default: false,
    effect: "live",
    extension: true,
    doc:
      "Writes what the API changes into this file too, comments and order kept, so that it survives a restart.",
  }),
};

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.api) requireAddresses(global, "api", ["apiAddress"], report);
}

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
}

export type ApiConfig = Values<typeof global>;
