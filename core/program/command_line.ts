import { parseArgs } from "node:util";

/** What the command line asks for. */
export type Command =
  | {
    readonly kind: "serve"; /** The configuration file, where one is named. */
    readonly file?: string;
  }
  | { readonly kind: "check"; readonly file?: string }
  | { readonly kind: "help" | "version" | "checkVersion" | "upgrade" }
  | { readonly kind: "wrong"; readonly reason: string };

export const USAGE = `Usage: mediamtx [confpath] [flags]

Arguments:
  [confpath]          Configuration file; without it the usual places are searched.

Flags:
  -h, --help          Print this help.
      --version       Print the version.
      --check         Check the configuration, print what is wrong, exit with 0 or 1.
      --check-version Say whether a newer release exists (exit code 2).
      --upgrade       Replace the executable by the newest release.
`;

const FLAGS = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  check: { type: "boolean" },
  "check-version": { type: "boolean" },
  upgrade: { type: "boolean" },
} as const;

/** Reads the arguments behind the program's name. */
export function parseCommandLine(args: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: FLAGS,
      allowPositionals: true,
    });
    if (values.help) return { kind: "help" };
    if (values.version) return { kind: "version" };
    if (values["check-version"]) return { kind: "checkVersion" };
    if (values.upgrade) return { kind: "upgrade" };
    const [file, second] = positionals;
    if (second !== undefined) return { kind: "wrong", reason: `unexpected argument ${second}` };
    return { kind: values.check ? "check" : "serve", ...file !== undefined && { file } };
  } catch (error) {
    const flag = /Unknown option '([^']+)'/.exec((error as Error).message)?.[1];
    return { kind: "wrong", reason: flag ? `unknown flag ${flag}` : (error as Error).message };
  }
}
