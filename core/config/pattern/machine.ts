import type { Assertion } from "core/config/pattern/node.ts";
import type { Step } from "core/config/pattern/program.ts";

/** Where the groups begin and end in the text, two positions each; -1 for groups that took no part. */
type Slots = readonly number[];

/**
 * Runs a program over a text, all alternatives at once (Pike's machine): the time is at most the length of the text
 * times the length of the program, whatever the expression. Undefined where it matches nowhere.
 */
export function run(program: readonly Step[], groups: number, text: string): Slots | undefined {
  const anchored = program[1]?.op === "assert" && program[1].assertion === "textStart";
  const empty: Slots = new Array((groups + 1) * 2).fill(-1);
  let threads = new Threads(program, text);
  let found: Slots | undefined;
  for (let at = 0; at <= text.length; at++) {
    if (!found && (at === 0 || !anchored)) threads.add(0, at, empty);
    const next = new Threads(program, text);
    found = threads.step(at, next) ?? found;
    if (next.isEmpty && (found || anchored)) break;
    threads = next;
  }
  return found;
}

/** The alternatives that are alive before one character, best first. */
class Threads {
  readonly #steps: number[] = [];
  readonly #slots: Slots[] = [];
  readonly #seen: Uint8Array;

  constructor(private readonly program: readonly Step[], private readonly text: string) {
    this.#seen = new Uint8Array(program.length);
  }

  get isEmpty(): boolean {
    return this.#steps.length === 0;
  }

  /** Adds the alternatives that begin at a step, following it up to those that need a character. */
  add(index: number, at: number, slots: Slots): void {
    if (this.#seen[index]) return;
    this.#seen[index] = 1;
    const step = this.program[index];
    switch (step.op) {
      case "jump":
        return this.add(step.to, at, slots);
      case "split":
        this.add(step.first, at, slots);
        return this.add(step.second, at, slots);
      case "save":
        return this.add(index + 1, at, slots.with(step.slot, at));
      case "assert":
        if (holds(step.assertion, this.text, at)) this.add(index + 1, at, slots);
        return;
      default:
        this.#steps.push(index);
        this.#slots.push(slots);
    }
  }

  /** Moves every alternative over the character at `at` into `next`; the result is the match that was reached. */
  step(at: number, next: Threads): Slots | undefined {
    const code = this.text.charCodeAt(at);
    for (let i = 0; i < this.#steps.length; i++) {
      const step = this.program[this.#steps[i]];
      if (step.op === "match") return this.#slots[i];
      if (step.op === "set" && step.set[code] === 1) {
        next.add(this.#steps[i] + 1, at + 1, this.#slots[i]);
      }
    }
    return undefined;
  }
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case "textStart":
      return at === 0;
    case "textEnd":
      return at === text.length;
    case "lineStart":
      return at === 0 || text[at - 1] === "\n";
    case "lineEnd":
      return at === text.length || text[at] === "\n";
    case "wordBoundary":
      return isWord(text[at - 1]) !== isWord(text[at]);
    case "noWordBoundary":
      return isWord(text[at - 1]) === isWord(text[at]);
  }
}

function isWord(char: string | undefined): boolean {
  return char !== undefined && /\w/.test(char);
}
