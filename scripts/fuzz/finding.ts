import { messageOf } from "core/errors.ts";
import { type Input, type Target, writeInput } from "./target.ts";

/** Something that must not happen. */
export interface Finding {
  readonly target: string;
  /** What happened, in one line; findings with the same are told once. */
  readonly what: string;
  /** Where, as far as is known. */
  readonly details: string;
  readonly index: number;
  readonly input: string;
}

/** Whether two findings are of one cause, as far as can be seen. */
export function sameFinding(a: Finding, b: Finding): boolean {
  return a.target === b.target && a.what === b.what && a.details === b.details;
}

/** Longer inputs are named by seed and number only; a finding without input is of many. */
const SHOWN = 4000;

/** How a finding is told, with the command that shows it again. */
export function describeFinding({ target, what, details, index, input }: Finding, seed: number) {
  const short = input.length <= SHOWN;
  const at = input === "" ? `--seed ${seed}` : `--seed ${seed} --at ${index}`;
  const again = short && input !== "" ? `--input ${input}` : at;
  return [
    `FOUND in ${target}: ${what}`,
    ...details === "" ? [] : [details],
    `  seed ${seed}, number ${index}; again: deno task fuzz --target '${target}' ${again}`,
  ].join("\n");
}

/** Lines of a stack that are shown, at most those of the target. */
const FRAMES = 4;

/** Why the target throws, and where; undefined where it does not. */
export async function failureOf(
  { run }: Target,
  input: Input,
): Promise<{ readonly what: string; readonly details: string } | undefined> {
  try {
    const running = run(input.map((piece) => piece.slice()));
    if (running) await running;
    return undefined;
  } catch (error) {
    const message = messageOf(error);
    const name = error instanceof Error ? error.name : "";
    const stack = error instanceof Error ? error.stack ?? "" : "";
    const frames = stack.split("\n").filter((line) => /^\s+at .*file:/.test(line));
    const own = frames.findIndex((line) => line.includes(failureOf.name));
    const details = frames.slice(0, own < 0 ? FRAMES : Math.min(own, FRAMES)).join("\n");
    return { what: `${name}: ${message.split("\n")[0]}`, details };
  }
}

/** Milliseconds that making an input smaller may take. */
const PATIENCE = 1000;

/** Leaves out pieces, and ever smaller parts of pieces, as long as the target fails at the same place. */
export async function minimise(target: Target, input: Input): Promise<Input> {
  const original = await failureOf(target, input), end = performance.now() + PATIENCE;
  const same = async (smaller: Input) =>
    smaller.length > 0 && performance.now() < end &&
    (await failureOf(target, smaller))?.details === original?.details;
  let best = input;
  for (let i = best.length - 1; i >= 0; i--) {
    const without = best.toSpliced(i, 1);
    if (await same(without)) best = without;
  }
  for (let i = 0; i < best.length; i++) {
    for (let size = best[i].length >> 1; size > 0; size >>= 1) {
      for (let at = best[i].length - size; at >= 0 && performance.now() < end; at -= size) {
        const piece = best[i];
        const cut = Uint8Array.from([...piece.subarray(0, at), ...piece.subarray(at + size)]);
        const smaller = best.with(i, cut);
        if (await same(smaller)) best = smaller;
      }
    }
  }
  return best;
}

export function findingOf(
  target: Target,
  index: number,
  input: Input,
  what: string,
  details = "",
): Finding {
  return { target: target.name, what, details, index, input: writeInput(input) };
}
