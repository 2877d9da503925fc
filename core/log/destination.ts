import { levelText, type LogRecord, plainLine, structuredLine } from "core/log/format.ts";
import type { TextOutput } from "net/log/log_file.ts";
import type { Syslog } from "net/log/syslog.ts";

/** Where records end up. */
export interface Destination {
  /** As messages about it call it: `log file 'x.log'`. */
  readonly name: string;
  write(records: readonly LogRecord[]): Promise<void>;
  close(): void;
}

/** Lines of text or, while `structured` says so, of JSON. */
export function textDestination(
  name: string,
  output: TextOutput,
  colours: boolean,
  structured: () => boolean,
): Destination {
  return {
    name,
    write(records) {
      const line = structured()
        ? structuredLine
        : (record: LogRecord) => plainLine(record, colours);
      return output.write(records.map((record) => line(record) + "\n").join(""));
    },
    close: () => output.close(),
  };
}

/** Severities of RFC 5424 §6.2.1. */
const SEVERITIES = { debug: 7, info: 6, warn: 4, error: 3 } as const;

/** One datagram a record; the system log adds the time. */
export function syslogDestination(syslog: Syslog): Destination {
  return {
    name: "the system log",
    async write(records) {
      for (const record of records) {
        await syslog.send(SEVERITIES[record.level], new Date(record.time), levelText(record));
      }
    },
    close: () => syslog.close(),
  };
}
