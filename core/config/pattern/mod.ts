import { RE2JS, RE2JSException } from "re2js";

/** A compiled regular expression. */
export interface Pattern {
  readonly source: string;
  /** The match and its groups, empty where a group took no part; undefined where the text does not match. */
  exec(text: string): readonly string[] | undefined;
  test(text: string): boolean;
}

/** Matches every path name; the commonest pattern, which needs no engine. */
const EVERYTHING = "^.*$";

/**
 * Compiles an expression of RE2's syntax, which is what configuration files hold. JavaScript's own engine is not
 * used: it takes exponential time for some of them, and requests choose the text. Not anchored by itself.
 */
export function compilePattern(source: string): Pattern | { readonly error: string } {
  if (source === EVERYTHING) return { source, exec: (text) => [text], test: () => true };
  try {
    return patternOf(source, RE2JS.compile(source));
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { error: error.message.replace(/^error parsing regexp: /, "") };
  }
}

function patternOf(source: string, expression: RE2JS): Pattern {
  return {
    source,
    exec(text) {
      const matcher = expression.matcher(text);
      if (!matcher.find()) return undefined;
      return Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? "");
    },
    test: (text) => expression.matcher(text).find(),
  };
}
