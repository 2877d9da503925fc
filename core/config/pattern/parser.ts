import { inverted, setOfChar, setWhere, withBothCases } from "core/config/pattern/char_set.ts";
import { takeClass, takeEscapedClass } from "core/config/pattern/class_parser.ts";
import { type Assertion, type Node, PatternError } from "core/config/pattern/node.ts";
import { Reader } from "core/config/pattern/reader.ts";

/** RE2 refuses to repeat more often. */
const MOST_REPEATS = 1000;
/** Groups within groups, so that neither parser nor compiler runs out of stack. */
const DEEPEST = 200;

/** The flags of RE2: any case, `^` and `$` at lines, `.` matches line ends too, lazy and greedy swapped. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: "textStart",
  z: "textEnd",
  b: "wordBoundary",
  B: "noWordBoundary",
};

/** Reads an expression in the syntax of RE2 and counts its groups. Throws `PatternError`. */
export function parseExpression(expression: string): { node: Node; groups: number } {
  const parser = new Parser(new Reader(expression));
  return { node: parser.parse(), groups: parser.groups };
}

class Parser {
  groups = 0;
  #depth = 0;
  #flags: Flags = { i: false, m: false, s: false, U: false };

  constructor(private readonly reader: Reader) {}

  parse(): Node {
    const node = this.#choice();
    if (!this.reader.done) throw new PatternError(") closes nothing");
    return node;
  }

  #choice(): Node {
    if (++this.#depth > DEEPEST) throw new PatternError("its groups are nested too deeply");
    const items = [this.#sequence()];
    while (this.reader.skip("|")) items.push(this.#sequence());
    this.#depth--;
    return items.length === 1 ? items[0] : { type: "choice", items };
  }

  #sequence(): Node {
    const items: Node[] = [];
    while (!this.reader.done && !this.reader.sees("|") && !this.reader.sees(")")) {
      if (this.reader.skip("\\Q")) items.push(...this.#quoted());
      else items.push(this.#repeated(this.#atom()));
    }
    return { type: "sequence", items };
  }

  /** Everything up to `\E` stands for itself; a repetition that follows applies to the last character. */
  #quoted(): Node[] {
    const items: Node[] = [];
    while (!this.reader.done && !this.reader.skip("\\E")) {
      items.push(this.#literal(this.reader.take()));
    }
    const last = items.pop();
    return last ? [...items, this.#repeated(last)] : [];
  }

  #repeated(item: Node): Node {
    const bounds = this.#bounds();
    if (!bounds) return item;
    const lazy = this.reader.skip("?");
    if (this.#bounds()) throw new PatternError("a repetition is repeated");
    return { type: "repeat", item, ...bounds, greedy: lazy === this.#flags.U };
  }

  #bounds(): { min: number; max: number } | undefined {
    if (this.reader.skip("*")) return { min: 0, max: Infinity };
    if (this.reader.skip("+")) return { min: 1, max: Infinity };
    if (this.reader.skip("?")) return { min: 0, max: 1 };
    const match = this.reader.takeMatch(/^\{(\d{1,9})(,(\d{0,9}))?\}/);
    if (!match) return undefined;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] ? Number(match[3]) : Infinity;
    if (min > MOST_REPEATS || (max > MOST_REPEATS && max !== Infinity) || max < min) {
      throw new PatternError(`${match[0]} must go upwards, to ${MOST_REPEATS} at most`);
    }
    return { min, max };
  }

  #atom(): Node {
    const { reader } = this;
    const set = takeEscapedClass(reader);
    if (set) return { type: "set", set };
    const char = reader.take();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return { type: "set", set: takeClass(reader, this.#flags.i) };
      case ".":
        return {
          type: "set",
          set: this.#flags.s ? setWhere(() => true) : inverted(setOfChar("\n")),
        };
      case "^":
        return assert(this.#flags.m ? "lineStart" : "textStart");
      case "$":
        return assert(this.#flags.m ? "lineEnd" : "textEnd");
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new PatternError(`there is nothing that ${char} could repeat`);
      default:
        return this.#literal(char);
    }
  }

  #escape(): Node {
    const assertion = ASSERTIONS[this.reader.next];
    if (!assertion) return this.#literal(this.reader.takeEscape());
    this.reader.take();
    return assert(assertion);
  }

  #literal(char: string): Node {
    const set = setOfChar(char);
    return { type: "set", set: this.#flags.i ? withBothCases(set) : set };
  }

  /** After the opening parenthesis. */
  #group(): Node {
    const outer = this.#flags;
    let index: number | undefined;
    if (!this.reader.skip("?")) index = ++this.groups;
    else if (this.reader.takeMatch(/^P?<\w+>/)) index = ++this.groups;
    else if (!this.#takeFlags()) return { type: "sequence", items: [] };
    const item = this.#choice();
    if (!this.reader.skip(")")) throw new PatternError("( is never closed");
    this.#flags = outer;
    return index === undefined ? item : { type: "group", index, item };
  }

  /** `(?i)` changes what follows in its group: false; `(?i:…)` and `(?:…)` are groups of their own: true. */
  #takeFlags(): boolean {
    const match = this.reader.takeMatch(/^([imsU]*)(?:-([imsU]+))?([:)])/);
    if (!match) throw new PatternError(`(?${this.reader.next} is not supported`);
    const change = (letters: string, on: boolean) =>
      Object.fromEntries([...letters].map((letter) => [letter, on]));
    this.#flags = { ...this.#flags, ...change(match[1], true), ...change(match[2] ?? "", false) };
    return match[3] === ":";
  }
}

function assert(assertion: Assertion): Node {
  return { type: "assert", assertion };
}
