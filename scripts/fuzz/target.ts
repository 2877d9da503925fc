import { type Input, mutate } from "./mutate.ts";
import { Random } from "./random.ts";

export type { Input } from "./mutate.ts";

/** Something that must take any bytes. */
export interface Target {
  readonly name: string;
  /** Inputs of the kind it is for. */
  readonly seeds: readonly Input[];
  /** Strings that mean something to it. */
  readonly words?: readonly string[];
  /** Throws where something is wrong: that is a finding. The input is its own, to change as it likes. */
  run(input: Input): void | Promise<void>;
}

/**
 * Input number `index` of a target: even ones are truncations, first of the first seed, while there are any; the
 * others are seeds that were changed at random.
 */
export function inputAt(target: Target, seed: number, index: number): Input {
  const cut = index % 2 === 0 ? truncation(target.seeds, index / 2) : undefined;
  if (cut) return cut;
  const random = new Random(seed, target.name, index);
  return mutate(random.pick(target.seeds), random, target);
}

/** Truncation number `index`: each seed with each of its pieces cut short at each byte, and whole. */
function truncation(seeds: readonly Input[], index: number): Input | undefined {
  for (const seed of seeds) {
    for (const [i, piece] of seed.entries()) {
      if (index <= piece.length) {
        return seed.map((other, k) => other.slice(0, k === i ? index : other.length));
      }
      index -= piece.length + 1;
    }
  }
  return undefined;
}

/** Pieces in hexadecimal digits, separated by commas. */
export function writeInput(input: Input): string {
  return input.map((piece) => piece.toHex()).join(",");
}

export function readInput(text: string): Input {
  return text.split(",").map((piece) => Uint8Array.fromHex(piece));
}
