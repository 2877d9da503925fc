import { z } from "zod";
import { ofKind } from "core/config/types/kind.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Milliseconds in each unit, by its spellings. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3,
  "μs": 1e-3,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};

const FORM =
  /^(?:[-+]?0?|-?\d+d(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*|[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** A signed 64-bit count of nanoseconds, beyond which the original's arithmetic overflows. */
const LIMIT = 2 ** 63 / 1e6;

/** Reads `1d2h30m`, `200ms`, …; empty text is 0. Milliseconds, undefined where it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (!FORM.test(text) || /^[-+]$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ns|us|µs|μs|ms|s|m|h|d)/g)) {
    sum += scaled(Number(number), unit);
  }
  if (sum >= LIMIT) return undefined;
  return text.startsWith("-") && sum !== 0 ? -sum : sum;
}

/** Whole nanoseconds as long as doubles can tell them apart, so that 1.005s is 1005 and nothing beside. */
function scaled(number: number, unit: string): number {
  const ms = number * (unit === "d" ? DAY : UNITS[unit]);
  const ns = Math.round(ms * 1e6);
  return Number.isSafeInteger(ns) ? ns / 1e6 : ms;
}

/** Writes milliseconds as the API does: `1d2h0m0s`, `1m30s`, `200ms`; empty for 0. */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? "-" : "";
  const rest = Math.abs(ms) % DAY;
  const days = (Math.abs(ms) - rest) / DAY;
  const clock = rest === 0 ? "" : formatClock(Math.round(rest * 1e6));
  return days === 0 ? (clock && sign + clock) : `${sign}${days}d${clock}`;
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
