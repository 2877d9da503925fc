import type { PathEntry, Report } from "core/config/configuration.ts";

/** Rules between the parameters of a path that core owns. */
export function checkPath(entry: PathEntry, report: Report): void {
  const { source, sourceRedirect, sourceOnDemand } = entry.values;
  if (source === "redirect" && sourceRedirect === "") {
    report("sourceRedirect", "source redirect needs it");
  }
  if (source !== "redirect" && sourceRedirect !== "") {
    report("sourceRedirect", "it means something with source redirect only");
  }
  if (source === "publisher" && sourceOnDemand) {
    report(
      "sourceOnDemand",
      "it means something with a pulled source only, not with source publisher",
    );
  }
  const pulled = source !== "publisher" && source !== "redirect";
  if (entry.pattern && pulled && !sourceOnDemand) {
    report("source", "a regular expression with a pulled source needs sourceOnDemand: true");
  }
}
