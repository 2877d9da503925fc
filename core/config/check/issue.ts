import type { z } from "zod";
import { nearest } from "core/config/check/nearest.ts";
import type { Origin, Place, Problems } from "core/config/check/problem.ts";
import { withoutCredentials } from "core/config/check/target_url.ts";
import { isSecret, kindOf } from "core/config/types/kind.ts";

/** A value that does not fit its schema, and zod's reasons. */
export interface Misfit {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly place: Place;
  readonly secret: boolean;
  readonly issues: readonly z.core.$ZodIssue[];
}

/** Says what was found and what is allowed, for each reason, at its place. */
export function addMisfit(misfit: Misfit, problems: Problems): void {
  for (const issue of misfit.issues) {
    const path = issue.path as (string | number)[];
    const place = [...misfit.place, ...path];
    const { schema, value, secret } = descend(misfit, path);
    if (issue.code === "unrecognized_keys") {
      const fields = Object.keys(kindOf(schema).fields ?? {});
      for (const key of issue.keys) problems.add([...place, key], unknown(key, fields), "key");
    } else if (value === undefined) {
      problems.add(place, `it is missing; allowed: ${kindOf(schema).allowed}`);
    } else {
      const origin = problems.origin(place);
      const found = secret ? "found a value that does not fit" : `found ${shown(value, origin)}`;
      problems.add(place, `${found}; ${allowed(schema, value, issue, origin)}`);
    }
  }
}

/** An unknown name, with the one that is most likely meant, and where it would be right. */
export function unknown(key: string, known: Iterable<string>, elsewhere?: string): string {
  const near = nearest(key, known);
  const hints = [elsewhere, near && `did you mean ${near}?`].filter(Boolean);
  return ["there is no such parameter here", ...hints].join("; ");
}

function descend(misfit: Misfit, path: Place): Pick<Misfit, "schema" | "value" | "secret"> {
  let { schema, value, secret } = misfit;
  for (const part of path) {
    const kind = kindOf(schema);
    schema = (typeof part === "number" ? kind.item : kind.fields?.[part]) ?? schema;
    value = (value as Record<string | number, unknown> | undefined)?.[part];
    secret ||= isSecret(schema);
  }
  return { schema, value, secret };
}

function allowed(
  schema: z.ZodType,
  value: unknown,
  issue: z.core.$ZodIssue,
  origin: Origin,
): string {
  if (issue.code === "custom" && issue.message !== "Invalid input") return issue.message;
  const sentence = `allowed: ${kindOf(schema).allowed}`;
  const isText = typeof value === "string" || origin.plain === undefined;
  if (isText || !schema.safeParse(origin.plain).success) return sentence;
  return `${sentence}; write it in quotes: "${origin.plain}"`;
}

/** A value in a message: short, and without credentials. */
export function shown(value: unknown, { plain }: Pick<Origin, "plain"> = {}): string {
  if (Array.isArray(value)) return value.length ? `a list of ${value.length}` : "an empty list";
  if (typeof value === "object") return value === null ? "nothing" : "names with values";
  if (typeof value !== "string") {
    const written = plain === undefined || plain === String(value) ? "" : ` (written ${plain})`;
    return `the ${typeof value} ${value}${written}`;
  }
  const text = withoutCredentials(value).replace(/\s+/g, " ");
  return `'${text.length > 80 ? `${text.slice(0, 80)}…` : text}'`;
}
