import { parseDuration, parseMicroseconds } from "core/mod.ts";

/** A request that is refused: status and reason. */
export class QueryError extends Error {
  constructor(readonly status: 400 | 404 | 500, reason: string) {
    super(reason);
  }
}

/** What says that nothing was recorded then. */
export const NOTHING_FOUND = "no recording segments found";

/** A time of a query: microseconds since 1970. */
export function timeOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "", at = parseMicroseconds(text);
  if (at !== undefined) return at;
  throw new QueryError(400, `invalid ${name}: ${JSON.stringify(text)} is not a time of RFC 3339`);
}

/** The same of one that may be missing. */
export function optionalTimeOf(query: URLSearchParams, name: string): number | undefined {
  return query.get(name) ? timeOf(query, name) : undefined;
}

/** `duration`, of seconds or as `1m30s`: seconds. */
export function durationOf(query: URLSearchParams): number {
  const text = query.get("duration") ?? "", form = /^\d*\.?\d*(?:e[-+]?\d+)?$/i.test(text);
  const seconds = text === "" ? NaN : form ? Number(text) : (parseDuration(text) ?? NaN) / 1000;
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new QueryError(
    400,
    `invalid duration: ${JSON.stringify(text)} is neither seconds nor such as 1m30s`,
  );
}

/** `format`. */
export function formatOf(query: URLSearchParams): "fmp4" | "mp4" {
  const text = query.get("format") ?? "";
  if (text === "mp4") return "mp4";
  if (text === "" || text === "fmp4") return "fmp4";
  throw new QueryError(400, `invalid format: ${text}`);
}
