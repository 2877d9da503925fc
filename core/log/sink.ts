import { type Destination, syslogDestination, textDestination } from "core/log/destination.ts";
import { Lane } from "core/log/lane.ts";
import type { Level, Sink } from "core/log/logger.ts";
import { type Clock, systemClock } from "net/clock.ts";
import {
  openLogFile,
  outputIsTerminal,
  standardOutput,
  type TextOutput,
} from "net/log/log_file.ts";
import { openSyslog, type Syslog } from "net/log/syslog.ts";

/** The log's part of the configuration, under its names there. */
export interface LogSettings {
  readonly logLevel: Level;
  readonly logDestinations: readonly ("stdout" | "file" | "syslog")[];
  readonly logStructured: boolean;
  readonly logFile: string;
  readonly sysLogPrefix: string;
}

/** What the log writes to and takes its time from; tests bring their own. */
export interface LogSurroundings {
  readonly clock: Clock;
  readonly stdout: TextOutput;
  /** Colours on the standard output. */
  readonly colours: boolean;
  openFile(path: string): TextOutput;
  openSyslog(tag: string): Syslog;
  /** Where a destination that fails is reported. */
  complain(text: string): void;
}

/** The end of every logger: filters by level, formats, and writes to each destination. */
export interface LogSink extends Sink {
  /**
   * Takes new settings; destinations that stay are untouched. Throws where one cannot be opened, and then nothing
   * has changed.
   */
  configure(next: LogSettings): void;
  /** Waits until what was logged is written; two seconds at most. */
  flush(): Promise<void>;
  /** Flushes and closes all destinations; what is logged afterwards is lost. Never rejects. */
  close(): Promise<void>;
}

const RANKS = { debug: 0, info: 1, warn: 2, error: 3 } as const;

/** Opens the destinations of `settings`. Throws where one cannot be opened. */
export function createLogSink(
  settings: LogSettings,
  surroundings: LogSurroundings = machine(),
): LogSink {
  const { clock } = surroundings;
  const leaving = new Set<Promise<void>>();
  let current = settings;
  let lanes = openLanes(settings, new Map(), surroundings, () => current.logStructured);

  const leave = (lane: Lane) => {
    const left = lane.close().finally(() => leaving.delete(left));
    leaving.add(left);
  };

  const sink: Sink = (level, message) => {
    if (RANKS[level] < RANKS[current.logLevel]) return;
    const record = { time: clock.wall(), level, message };
    for (const lane of lanes.values()) lane.push(record);
  };

  return Object.assign(sink, {
    configure(next: LogSettings) {
      const before = lanes;
      lanes = openLanes(next, before, surroundings, () => current.logStructured);
      current = next;
      for (const [key, lane] of before) if (!lanes.has(key)) leave(lane);
    },
    async flush() {
      await Promise.all([...leaving, ...[...lanes.values()].map((lane) => lane.flush())]);
    },
    async close() {
      for (const lane of lanes.values()) leave(lane);
      lanes = new Map();
      await Promise.all(leaving);
    },
  });
}

/** The lanes of `settings` by what tells destinations apart, taken from `before` where they are there. */
function openLanes(
  settings: LogSettings,
  before: ReadonlyMap<string, Lane>,
  surroundings: LogSurroundings,
  structured: () => boolean,
): Map<string, Lane> {
  const lanes = new Map<string, Lane>();
  try {
    for (const [key, open] of destinations(settings, surroundings, structured)) {
      lanes.set(
        key,
        before.get(key) ?? new Lane(open(), surroundings.clock, surroundings.complain),
      );
    }
  } catch (error) {
    for (const [key, lane] of lanes) if (!before.has(key)) lane.close();
    throw error;
  }
  return lanes;
}

/** How each destination of `settings` is opened, by a key that says what it is. */
function destinations(
  { logDestinations, logFile, sysLogPrefix }: LogSettings,
  outputs: LogSurroundings,
  structured: () => boolean,
): Map<string, () => Destination> {
  const text = (name: string, output: TextOutput, coloured: boolean) =>
    textDestination(name, output, coloured, structured);
  const choices = {
    stdout: ["", () => text("the standard output", outputs.stdout, outputs.colours)],
    file: [logFile, () => text(`log file '${logFile}'`, outputs.openFile(logFile), false)],
    syslog: [sysLogPrefix, () => syslogDestination(outputs.openSyslog(sysLogPrefix))],
  } as const;
  return new Map(logDestinations.map((name) => {
    const [what, open] = choices[name];
    return [`${name}:${what}`, open];
  }));
}

/** This machine's outputs; colours only on a terminal, and not where NO_COLOR is set. */
function machine(): LogSurroundings {
  return {
    clock: systemClock,
    stdout: standardOutput(),
    colours: outputIsTerminal() && !Deno.noColor,
    openFile: openLogFile,
    openSyslog,
    complain: (text) => console.error(text),
  };
}
