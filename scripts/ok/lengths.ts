import { fileURLToPath } from "node:url";
import { relative } from "node:path";
import { deno } from "./command.ts";

const CONFIG = fileURLToPath(new URL("../lint/soft.json", import.meta.url));

interface Report {
  readonly diagnostics: readonly {
    readonly filename: string;
    readonly range: { readonly start: { readonly line: number } };
    readonly message: string;
  }[];
}

/** Files and functions worth a second look, as `FILE:LINE: …`. */
export async function longSources(root: string, files: readonly string[]): Promise<string[]> {
  const paths = files.map((file) => `${root}/${file}`);
  const args = ["lint", "--json", `--config=${CONFIG}`, ...paths];
  const { stdout } = await deno(args, { capture: true });
  const { diagnostics } = JSON.parse(stdout) as Report;
  return diagnostics.map(({ filename, range, message }) => {
    const path = relative(root, fileURLToPath(filename)).replaceAll("\\", "/");
    return `${path}:${range.start.line}: ${message}`;
  });
}
