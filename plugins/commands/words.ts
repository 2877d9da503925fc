/** What comes next in a command: a bare piece, an escaped character, a single- or a double-quoted text. */
const PIECE = /([^ \t\n'"\\]+)|\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"/y;
/** Between double quotes a backslash is one unless it stands before these. */
const ESCAPED = /\\([$`"\\\n])/g;
const NAME = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;

/**
 * Splits a command into words as a POSIX shell does (IEEE 1003.1, Shell Command Language §2.2); nothing else of a
 * shell is known. Throws where a quote is not closed.
 */
export function splitWords(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < command.length;) {
    if (" \t\n".includes(command[at])) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
      continue;
    }
    PIECE.lastIndex = at;
    const piece = PIECE.exec(command);
    if (!piece) throw new Error(`Cannot split the command: ${unclosed(command[at])}`);
    // An escaped end of line joins lines: it begins no word.
    if (piece[2] !== "\n") word = (word ?? "") + textOf(piece);
    at = PIECE.lastIndex;
  }
  return word === undefined ? words : [...words, word];
}

/** Replaces `$NAME` and `${NAME}` by what `valueOf` knows of them, else by nothing. */
export function expand(word: string, valueOf: (name: string) => string | undefined): string {
  return word.replace(NAME, (_, braced, bare) => valueOf(braced ?? bare) ?? "");
}

function textOf([, bare, escaped, single, double]: RegExpExecArray): string {
  return bare ?? escaped ?? single ?? double.replace(ESCAPED, (_, c) => c === "\n" ? "" : c);
}

function unclosed(begin: string): string {
  if (begin === "\\") return "nothing follows the last backslash";
  return `a ${begin === "'" ? "single" : "double"} quote is not closed`;
}
