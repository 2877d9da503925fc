import { fileURLToPath, pathToFileURL } from "node:url";
import { messageOf } from "core/errors.ts";

/** What went wrong in a plugin, and where. */
export interface Fault {
  /** The plugin's own, or one that it imports. */
  readonly file: string;
  /** From 1; null where nobody knows. */
  readonly line: number | null;
  readonly column: number | null;
  readonly text: string;
}

/** A position in a stack or a message. Our own frame that imports a plugin is one behind `async`. */
const POSITION = /(?<!async )(file:\/\/\S+?):(\d+):(\d+)/g;

/** What was thrown while a plugin's file was loaded: in it, or in what it imports. */
export function loadFault(error: unknown, file: string): Fault {
  return faultAt(error, file, () => true);
}

/** What a plugin threw afterwards: only its own file is told, since all else is about our own. */
export function faultOf(error: unknown, file: string): Fault {
  const own = pathToFileURL(file).href;
  return faultAt(error, file, (url) => url === own);
}

function faultAt(error: unknown, file: string, fits: (url: string) => boolean): Fault {
  const text = plain(messageOf(error)).split("\n", 1)[0].replace(/^SyntaxError: /, "");
  const stack = plain(error instanceof Error ? error.stack ?? "" : "");
  for (const [, url, line, column] of stack.matchAll(POSITION)) {
    if (fits(url)) {
      return { file: fileURLToPath(url), line: Number(line), column: Number(column), text };
    }
  }
  return { file, line: null, column: null, text };
}

/** Without the colours that Deno writes positions in. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[\d*m/g, "");
}
