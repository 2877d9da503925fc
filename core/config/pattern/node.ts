/**
 * A set of ASCII characters, one byte per code: 1 where the character belongs to it. Path names, the only texts that
 * are matched, are ASCII; characters beyond it belong to no set.
 */
export type CharSet = Uint8Array;

export type Assertion =
  | "textStart"
  | "textEnd"
  | "lineStart"
  | "lineEnd"
  | "wordBoundary"
  | "noWordBoundary";

/** A parsed expression. */
export type Node =
  | { readonly type: "set"; readonly set: CharSet }
  | { readonly type: "assert"; readonly assertion: Assertion }
  | { readonly type: "sequence"; readonly items: readonly Node[] }
  | { readonly type: "choice"; readonly items: readonly Node[] }
  | { readonly type: "group"; readonly index: number; readonly item: Node }
  | {
    readonly type: "repeat";
    readonly item: Node;
    readonly min: number;
    /** Infinity for no limit. */
    readonly max: number;
    readonly greedy: boolean;
  };

/** Why an expression cannot be used. */
export class PatternError extends Error {}
