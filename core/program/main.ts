import { formatProblem } from "core/config/check/problem.ts";
import { loadConfiguration, type Loaded, type LoadedConfiguration } from "core/config/load.ts";
import type { FileAccess } from "core/config/file/filler.ts";
import type { ConfigurationState } from "core/config/state.ts";
import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import type { Plugin } from "core/plugin.ts";
import { type App, startApp } from "core/program/app.ts";
import { parseCommandLine, USAGE } from "core/program/command_line.ts";
import { untilSignalled } from "core/program/signals.ts";
import { VERSION } from "core/program/version.ts";
import { watchFile } from "net/files.ts";

/** Exit code of a wrong command line. */
const WRONG_USAGE = 80;

const NO_RELEASES = "the list of releases is out of reach: this build knows no address of it";

/** Runs the program to its end and answers the exit code. */
export async function main(args: readonly string[], plugins: readonly Plugin[]): Promise<number> {
  const command = parseCommandLine(args);
  switch (command.kind) {
    case "help":
      return print(USAGE, 0);
    case "version":
      return print(VERSION, 0);
    case "checkVersion":
      return print(`ERR: cannot check the version: ${NO_RELEASES}`, 1);
    case "upgrade":
      return print(`ERR: cannot upgrade: ${NO_RELEASES}`, 1);
    case "check":
      return check(await load(command.file, plugins));
    case "serve":
      return await serve(command.file, plugins);
    case "wrong":
      console.error(`${USAGE}\nmediamtx: error: ${command.reason}`);
      return WRONG_USAGE;
  }
}

function print(text: string, code: number): number {
  console.log(text);
  return code;
}

/** Says everything that is wrong, one line each. */
function check(loaded: Loaded): number {
  for (const warning of loaded.warnings) console.log(`WAR: ${warning}`);
  if (loaded.ok) return print(`${loaded.file ?? "the configuration"} is valid`, 0);
  for (const problem of loaded.problems) console.log(`ERR: ${formatProblem(problem)}`);
  return 1;
}

async function serve(file: string | undefined, plugins: readonly Plugin[]): Promise<number> {
  const loaded = await load(file, plugins);
  if (!loaded.ok) return check(loaded);
  // Heard from now on: a signal during the start ends what was started, in order.
  const signalled = untilSignalled();
  let app: App;
  try {
    app = await startApp(loaded, plugins, files(), (log) => greet(log, loaded));
  } catch {
    return 1;
  }
  const unwatch = loaded.file === null ? undefined : follow(loaded.file, app, plugins);
  await signalled;
  app.log.info("shutting down gracefully");
  await unwatch?.();
  await app.configurations.settled();
  await app.writer?.settled();
  await app.stop();
  return 0;
}

function greet(log: Logger, { file, searched, warnings }: LoadedConfiguration): void {
  if (file !== null) log.info(`configuration loaded from ${file}`);
  else {
    const places = searched.join(", ");
    log.warn(`configuration file not found (looked in ${places}), using an empty configuration`);
  }
  for (const warning of warnings) log.warn(warning);
}

/** Takes over every change of the file. Returns the undo. */
function follow(file: string, app: App, plugins: readonly Plugin[]): () => Promise<void> {
  const changed = async () => {
    if (await app.writer?.isOwn()) return;
    app.log.info("reloading configuration (file changed)");
    await app.configurations.reload((previous) => load(file, plugins, previous));
  };
  const failed = (error: unknown) =>
    app.log.warn(`changes of ${file} are not followed: ${messageOf(error)}`);
  return watchFile(file, () => void changed(), failed);
}

function load(
  file: string | undefined,
  plugins: readonly Plugin[],
  previous?: ConfigurationState,
): Promise<Loaded> {
  return loadConfiguration({
    ...file !== undefined && { file },
    ...previous && { previous },
    env: Deno.env.toObject(),
    owners: plugins,
    ...files(),
  });
}

function files(): FileAccess {
  return { cwd: Deno.cwd(), platform: Deno.build.os, readFile };
}

async function readFile(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}
