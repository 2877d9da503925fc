import { type Level, type Logger, loggerOf } from "core/log/logger.ts";

const TAGS: Readonly<Record<Level, string>> = {
  debug: "DEB",
  info: "INF",
  warn: "WAR",
  error: "ERR",
};

/** A logger that keeps its lines for a test to read: `WAR [path cam] text`. */
export class LogLines {
  readonly lines: string[] = [];
  readonly log: Logger = loggerOf((level, message) =>
    void this.lines.push(`${TAGS[level]} ${message}`)
  );

  /** What was written since the last time. */
  take(): string[] {
    return this.lines.splice(0);
  }
}
