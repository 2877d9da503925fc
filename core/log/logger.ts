export type Level = "debug" | "info" | "warn" | "error";

/** Writes one record. Destinations implement it; `message` carries its prefixes already. */
export type Sink = (level: Level, message: string) => void;

/** A logger with a prefix, as in `[RTSP] [conn 1.2.3.4:5] opened`. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** The same destination behind one more prefix, given without brackets. */
  child(prefix: string): Logger;
}

/** A logger over `sink`; levels are filtered by the sink, so a change of level reaches every logger. */
export function loggerOf(sink: Sink, prefix = ""): Logger {
  return {
    debug: (message) => sink("debug", prefix + message),
    info: (message) => sink("info", prefix + message),
    warn: (message) => sink("warn", prefix + message),
    error: (message) => sink("error", prefix + message),
    child: (name) => loggerOf(sink, `${prefix}[${name}] `),
  };
}
