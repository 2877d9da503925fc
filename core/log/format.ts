import type { Level } from "core/log/logger.ts";

/** One line of the log before it is written: milliseconds since 1970, level, message with its prefixes. */
export interface LogRecord {
  readonly time: number;
  readonly level: Level;
  readonly message: string;
}

const NAMES = { debug: "DEB", info: "INF", warn: "WAR", error: "ERR" } as const;

/** SGR colours of a terminal: blue, green, yellow, red; the time is grey. */
const COLOURS = { debug: 34, info: 32, warn: 33, error: 31 } as const;

/** `2026/08/22 10:11:12 INF message`, in local time, without a line break. */
export function plainLine(record: LogRecord, colours: boolean): string {
  const time = new Date(record.time);
  const stamp = `${day(time, "/")} ${clock(time)}`;
  if (!colours) return `${stamp} ${levelText(record)}`;
  const { level, message } = record;
  return `${coloured(90, stamp)} ${coloured(COLOURS[level], NAMES[level])} ${escape(message)}`;
}

/** `INF message`, for destinations that add the time themselves. */
export function levelText(record: LogRecord): string {
  return `${NAMES[record.level]} ${escape(record.message)}`;
}

/** One JSON object with RFC 3339 time in nanoseconds and the local offset, without a line break. */
export function structuredLine(record: LogRecord): string {
  const time = new Date(record.time);
  const nanos = String(Math.round((record.time - Math.floor(record.time / 1000) * 1000) * 1e6));
  const timestamp = `${day(time, "-")}T${clock(time)}.${nanos.padStart(9, "0")}${offset(time)}`;
  const { level, message } = record;
  return escapeJson(JSON.stringify({ timestamp, level: NAMES[level], message }));
}

function day(time: Date, separator: string): string {
  return [pad(time.getFullYear(), 4), pad(time.getMonth() + 1), pad(time.getDate())].join(
    separator,
  );
}

function clock(time: Date): string {
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

function offset(time: Date): string {
  const minutes = -time.getTimezoneOffset();
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

function coloured(code: number, text: string): string {
  return `\x1b[${code}m${text}\x1b[0m`;
}

/** What could break a line, drive a terminal or turn its text around: messages hold what clients sent. */
// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const SHORT: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escape(text: string): string {
  return text.replace(UNSAFE, (character) => SHORT[character] ?? code(character));
}

/** JSON escapes what is below a space by itself; the rest would pass. */
function escapeJson(json: string): string {
  return json.replace(UNSAFE, code);
}

function code(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
