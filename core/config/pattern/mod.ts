import { PatternError } from "core/config/pattern/node.ts";
import { parseExpression } from "core/config/pattern/parser.ts";
import { compileNode } from "core/config/pattern/program.ts";
import { run } from "core/config/pattern/machine.ts";

/** A compiled expression. */
export interface Pattern {
  readonly source: string;
  /** The match and its groups, empty where a group took no part; undefined where the text does not match. */
  exec(text: string): readonly string[] | undefined;
  test(text: string): boolean;
}

/**
 * Compiles an expression of RE2's syntax, which is what configuration files hold. JavaScript's own engine is not
 * used, since it takes exponential time for some of them and requests choose the text. Not anchored by itself.
 */
export function compilePattern(source: string): Pattern | { readonly error: string } {
  try {
    const { node, groups } = parseExpression(source);
    const program = compileNode(node);
    return {
      source,
      exec: (text) => texts(text, run(program, groups, text)),
      test: (text) => run(program, groups, text) !== undefined,
    };
  } catch (error) {
    if (error instanceof PatternError) return { error: error.message };
    throw error;
  }
}

function texts(text: string, slots: readonly number[] | undefined): readonly string[] | undefined {
  return slots &&
    Array.from({ length: slots.length / 2 }, (_, i) => text.slice(slots[i * 2], slots[i * 2 + 1]));
}
