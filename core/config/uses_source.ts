import type { Configuration } from "core/config/configuration.ts";
import type { Scheme } from "core/config/owner.ts";

/** Whether a path pulls from one of the schemes. */
export function usesSource(
  { paths }: Pick<Configuration, "paths">,
  schemes: readonly Scheme[],
): boolean {
  return [...paths.values()].some(({ values }) =>
    schemes.some(({ scheme }) => values.source === scheme || values.source.startsWith(`${scheme}:`))
  );
}
