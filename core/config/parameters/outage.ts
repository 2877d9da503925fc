import type { PathEntry, Report } from "core/config/configuration.ts";
import { parameter, type Values } from "core/config/parameter.ts";
import { duration, text } from "core/config/types/mod.ts";

/** What readers see of it when the source of a path goes away, where the path is not always available. */
export const outage = {
  reconnectGrace: parameter(duration, {
    default: 0,
    effect: "path",
    extension: true,
    doc:
      "How long the readers of a path stay without a source, which goes on where it was when it comes back, 0 for " +
      "not at all; its tracks must be of the same codecs. Not for streams with tracks of unknown codecs.",
  }),
  fallbackSource: parameter(text, {
    default: "",
    effect: "path",
    extension: true,
    doc:
      "The URL of a stream, with tracks of the same codecs, that is pulled while the source of the path is away; " +
      "readers stay. Takes the same parameters as a source.",
  }),
};

/** Rules between them and others. */
export function checkOutage({ pattern, values }: PathEntry, report: Report): void {
  if (values.fallbackSource === "") return;
  if (values.source === "redirect") {
    report("fallbackSource", "it means something with a source, not with source redirect");
  }
  if (pattern && !values.sourceOnDemand) {
    report("fallbackSource", "a regular expression with it needs sourceOnDemand: true");
  }
}

declare module "core/config/configuration.ts" {
  interface PathParameters extends Values<typeof outage> {}
}
