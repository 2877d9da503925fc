import { shown } from "core/config/check/issue.ts";
import { nearest } from "core/config/check/nearest.ts";
import { parseTargetURL, schemeOf, withoutPlaceholders } from "core/config/check/target_url.ts";
import type { PathEntry, Report } from "core/config/configuration.ts";
import type { Scheme } from "core/config/owner.ts";
import { checkPathName } from "core/config/entries/path_name.ts";
import type { Assembly } from "core/config/state.ts";

type Schemes = ReadonlyMap<string, Scheme>;

/** Checks everything of a path that names a place elsewhere: source, forward destinations, redirects. */
export function checkTargets(entry: PathEntry, assembly: Assembly, report: Report): void {
  const { schema, warnings } = assembly;
  const { source, fallbackSource, forward, sourceRedirect, fallback } = entry.values;
  const problem = targetProblem(source, schema.sources);
  if (problem) report("source", problem);
  const outdated = findScheme(source, schema.sources)?.outdated;
  if (outdated) warnings.add("source", ["paths", entry.key, "source"], `deprecated: ${outdated}`);
  const other = fallbackSource && targetProblem(fallbackSource, pulled(schema.sources));
  if (other) report("fallbackSource", other);
  forward.forEach(({ dest }, i) => {
    const wrong = dest === "" ? "it is empty" : targetProblem(dest, schema.forwards);
    if (wrong) report(["forward", i, "dest"], wrong);
  });
  for (const [name, value] of Object.entries({ sourceRedirect, fallback })) {
    const wrong = value && redirectProblem(value, schema.redirects);
    if (wrong) report(name, wrong);
  }
}

/** How the source of an entry is declared; undefined where it is unknown. */
function findScheme(target: string, schemes: Schemes): Scheme | undefined {
  const word = schemes.get(target);
  if (word?.word) return word;
  const scheme = schemes.get(schemeOf(target) ?? "");
  return scheme?.word ? undefined : scheme;
}

/** Those that are URLs. */
function pulled(schemes: Schemes): Schemes {
  return new Map([...schemes].filter(([, { word }]) => !word));
}

function redirectProblem(target: string, schemes: Schemes): string | undefined {
  if (!target.startsWith("/")) return targetProblem(target, schemes, ["/PATH"]);
  const reason = checkPathName(target.slice(1));
  return reason && `found ${shown(target)}, which is no path: behind the slash, ${reason}`;
}

function targetProblem(
  target: string,
  schemes: Schemes,
  others: readonly string[] = [],
): string | undefined {
  const scheme = findScheme(target, schemes);
  if (!scheme) return `found ${shown(target)}; ${allowed(target, schemes, others)}`;
  if (scheme.word || scheme.opaque) return scheme.check?.(undefined, target);
  const url = parseTargetURL(withoutPlaceholders(target));
  if (!url) return `found ${shown(target)}, which is no valid URL`;
  if (url.hostname === "" && !(scheme.anyHost && url.port !== undefined)) {
    return `found ${shown(target)}, which lacks the host`;
  }
  if ((url.username === "") !== (url.password === "")) {
    return `found ${shown(target)}; a user name needs a password and the other way round`;
  }
  return scheme.check?.(url, target);
}

function allowed(target: string, schemes: Schemes, others: readonly string[]): string {
  const form = ({ scheme, word }: Scheme) => word ? scheme : `${scheme}://`;
  const near = schemes.get(nearest(schemeOf(target) ?? target, schemes.keys()) ?? "");
  const list = `allowed: ${[...others, ...[...schemes.values()].map(form)].join(", ")}`;
  return near ? `did you mean ${form(near)}? ${list}` : list;
}
