import { z } from "zod";
import { ofKind } from "core/config/types/kind.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Nanoseconds in each unit, by its spellings. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  "µs": 1e3,
  "μs": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const FORM =
  /^(?:[-+]?0?|-?\d+d(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*|[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** Nearly the reach of a signed 64-bit count of nanoseconds; in microseconds it is a safe integer. */
const LIMIT = 100_000 * DAY;

/**
 * Reads `1d2h30m`, `200ms`, …; empty text is 0. Milliseconds, of a day and more whole microseconds; undefined where
 * it is no duration.
 */
export function parseDuration(text: string): number | undefined {
  if (!FORM.test(text) || /^[-+]$/.test(text)) return undefined;
  const [, days = 0] = /^-?(\d+)d/.exec(text) ?? [];
  const parts = [...text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h)/g)];
  const ns = parts.reduce(
    (sum, [, count, unit]) => sum + Math.round(Number(count) * UNITS[unit]),
    0,
  );
  const ms = Number(days) * DAY + ns / 1e6;
  if (ms > LIMIT) return undefined;
  const exact = ms < DAY ? ns / 1e6 : (Number(days) * DAY * 1e3 + Math.round(ns / 1e3)) / 1e3;
  return text.startsWith("-") && exact !== 0 ? -exact : exact;
}

/** Writes milliseconds as the API does: `1d2h0m0s`, `1m30s`, `200ms`; empty for 0. */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? "-" : "";
  const length = Math.abs(ms);
  if (length < DAY) return length === 0 ? "" : sign + formatClock(Math.round(length * 1e6));
  const us = Math.round(length * 1e3);
  const rest = us % (DAY * 1e3);
  const days = (us - rest) / (DAY * 1e3);
  return `${sign}${days}d${rest === 0 ? "" : formatClock(rest * 1e3)}`;
}

/** Less than a day, in nanoseconds. */
function formatClock(ns: number): string {
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${decimal(ns, 1e3)}µs`;
  if (ns < 1e9) return `${decimal(ns, 1e6)}ms`;
  const minutes = Math.floor(ns / 60e9);
  const seconds = `${decimal(ns % 60e9, 1e9)}s`;
  if (minutes === 0) return seconds;
  return minutes < 60
    ? `${minutes}m${seconds}`
    : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** `count / unit` without rounding errors and trailing zeros. */
function decimal(count: number, unit: number): string {
  const digits = String(unit).length - 1;
  const fraction = String(count % unit).padStart(digits, "0").replace(/0+$/, "");
  return `${Math.floor(count / unit)}${fraction && "." + fraction}`;
}

const EXAMPLES = "such as 10s, 1m30s, 200ms or 1d12h";

/** Milliseconds. */
export const duration = durationOf(`a duration ${EXAMPLES}`, () => true);

/** Milliseconds, 0 or more. */
export const durationFrom0 = durationOf(
  `a duration that is not negative, ${EXAMPLES}`,
  (ms) => ms >= 0,
);

/** Milliseconds, more than 0. */
export const durationAbove0 = durationOf(`a duration greater than 0, ${EXAMPLES}`, (ms) => ms > 0);

function durationOf(allowed: string, fits: (ms: number) => boolean): z.ZodType<number, string> {
  const schema = z.codec(z.string().regex(FORM), z.number(), {
    decode: (text, context) => {
      const ms = parseDuration(text);
      if (ms !== undefined && fits(ms)) return ms;
      context.issues.push({ code: "custom", input: text });
      return z.NEVER;
    },
    encode: formatDuration,
  });
  return ofKind(schema, { name: "duration", allowed });
}
