import { type App, startApp } from "core/program/app.ts";
import { parseCommandLine, USAGE } from "core/program/command_line.ts";
import type { Configuration } from "core/config/configuration.ts";
import { loadConfiguration, type Loaded } from "core/config/load.ts";
import { watchConfiguration } from "core/config/watch.ts";
import type { Plugin } from "core/plugin.ts";
import { VERSION } from "core/program/version.ts";

/** Exit code of a wrong command line. */
const WRONG_USAGE = 80;

/** Runs the program to its end and answers the exit code. */
export async function main(args: readonly string[], plugins: readonly Plugin[]): Promise<number> {
  const command = parseCommandLine(args);
  switch (command.kind) {
    case "help":
      return print(USAGE, 0);
    case "version":
      return print(VERSION, 0);
    case "wrong":
      console.error(`${USAGE}\nmediamtx: error: ${command.reason}`);
      return WRONG_USAGE;
    case "checkVersion":
      return print(
        "ERR: the list of releases cannot be reached: this build knows no address of it",
        1,
      );
    case "upgrade":
      return print(
        "ERR: a newer executable cannot be fetched: this build knows no address of releases",
        1,
      );
    case "check":
      return await check(command.file, plugins);
    case "serve":
      return await serve(command.file, plugins);
  }
}
