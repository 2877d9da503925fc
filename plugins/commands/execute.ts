import { messageOf } from "core/mod.ts";
import { type Process, type ProcessEnd, startProcess } from "net/process/process.ts";
import type { Variables } from "./variables.ts";
import { expand, splitWords } from "./words.ts";

/** A command as the system takes it. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  /** The arguments are one text with quotes of its own: those of Windows' interpreter. */
  readonly verbatim: boolean;
}

/** Starts a command. Throws what its log line says as the reason. */
export function execute(command: string, variables: Variables): Process {
  const known = (name: string) => variables[name] ?? Deno.env.get(name);
  const { program, ...rest } = parseCommand(command, known, Deno.build.os === "windows");
  try {
    return startProcess(program, { ...rest, env: variables });
  } catch (error) {
    throw new Error(`exec: "${program}": ${reasonOf(error)}`, { cause: error });
  }
}

/** What a command means: words without a shell; on Windows one for `cmd` is left to that. Throws as `splitWords`. */
export function parseCommand(
  command: string,
  valueOf: (name: string) => string | undefined,
  windows: boolean,
): Invocation {
  const interpreted = windows ? /^\s*(cmd(?:\.exe)?)(?:\s+([^]*))?$/i.exec(command) : null;
  if (interpreted) {
    const [, program, rest = ""] = interpreted;
    return { program, args: [rest], verbatim: true };
  }
  const [program, ...args] = splitWords(command).map((word) => expand(word, valueOf));
  if (program === undefined) throw new Error("the command has no words");
  return { program, args, verbatim: false };
}

/** How it ended, as its log line says. */
export function describeEnd({ code, signal }: ProcessEnd): string {
  return signal === null ? `command exited with code ${code}` : `command was ended by ${signal}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "executable file not found in $PATH";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  return messageOf(error);
}
