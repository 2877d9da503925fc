import { type Assertion, type CharSet, type Node, PatternError } from "core/config/pattern/node.ts";

/** One step of a compiled expression; `next` and the like are positions in the program. */
export type Step =
  | { readonly op: "set"; readonly set: CharSet }
  | { readonly op: "assert"; readonly assertion: Assertion }
  | { readonly op: "save"; readonly slot: number }
  /** Goes on at both places, preferring the first. */
  | { readonly op: "split"; first: number; second: number }
  | { readonly op: "jump"; to: number }
  | { readonly op: "match" };

/** Bounds the work per character of a name. */
const MOST_STEPS = 4000;

/** Turns a parsed expression into steps that end with a match. Throws `PatternError` where it grows too large. */
export function compileNode(node: Node): readonly Step[] {
  const program: Step[] = [];
  emit({ type: "group", index: 0, item: node }, program);
  push(program, { op: "match" });
  return program;
}

function emit(node: Node, program: Step[]): void {
  switch (node.type) {
    case "set":
      push(program, { op: "set", set: node.set });
      break;
    case "assert":
      push(program, { op: "assert", assertion: node.assertion });
      break;
    case "sequence":
      for (const item of node.items) emit(item, program);
      break;
    case "choice":
      emitChoice(node.items, program);
      break;
    case "group":
      push(program, { op: "save", slot: node.index * 2 });
      emit(node.item, program);
      push(program, { op: "save", slot: node.index * 2 + 1 });
      break;
    case "repeat":
      emitRepeat(node, program);
  }
}

function emitChoice(items: readonly Node[], program: Step[]): void {
  const ends: { to: number }[] = [];
  for (const item of items.slice(0, -1)) {
    const split = push(program, { op: "split", first: program.length + 1, second: 0 });
    emit(item, program);
    ends.push(push(program, { op: "jump", to: 0 }));
    split.second = program.length;
  }
  emit(items[items.length - 1], program);
  for (const end of ends) end.to = program.length;
}

function emitRepeat(node: Node & { type: "repeat" }, program: Step[]): void {
  for (let i = 0; i < node.min; i++) emit(node.item, program);
  if (node.max === Infinity) return emitLoop(node, program);
  const splits: Split[] = [];
  for (let i = node.min; i < node.max; i++) {
    splits.push(pushSplit(program));
    emit(node.item, program);
  }
  for (const split of splits) leaveAt(split, program.length, node.greedy);
}

/** Any number of times, none included. */
function emitLoop(node: Node & { type: "repeat" }, program: Step[]): void {
  const start = program.length;
  const split = pushSplit(program);
  emit(node.item, program);
  push(program, { op: "jump", to: start });
  leaveAt(split, program.length, node.greedy);
}

type Split = Step & { op: "split" };

function pushSplit(program: Step[]): Split {
  const next = program.length + 1;
  return push(program, { op: "split", first: next, second: next });
}

/** Lets a split, which goes on to the step after it, leave to `end`: as its second choice where greedy. */
function leaveAt(split: Split, end: number, greedy: boolean): void {
  if (greedy) split.second = end;
  else split.first = end;
}

function push<S extends Step>(program: Step[], step: S): S {
  if (program.length >= MOST_STEPS) throw new PatternError("it is too large");
  program.push(step);
  return step;
}
