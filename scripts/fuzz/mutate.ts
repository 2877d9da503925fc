import type { Random } from "./random.ts";

/** What a target is given: one piece for most, several for those that take packets one by one. */
export type Input = readonly Uint8Array[];

/** Where changes take their material from. */
interface Around {
  readonly seeds: readonly Input[];
  /** Strings that mean something to who takes the input. */
  readonly words?: readonly string[];
}
/** Pieces do not grow beyond this many bytes, inputs not beyond this many pieces. */
const LARGEST = 64 * 1024, MOST = 128;

/** Numbers at which programs go wrong. */
const EDGES = [0, 1, 2, 3, 4, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000];
const WIDE_EDGES = [...EDGES, 0x7fffffff, 0x80000000, 0xffffffff];

type Change = (bytes: Uint8Array, random: Random, around: Around) => Uint8Array;
type Rearrangement = (input: Input, random: Random, around: Around) => Input;

const encoder = new TextEncoder();

const CHANGES: readonly Change[] = [
  (bytes, random) => poke(bytes, random, (byte) => byte ^ 1 << random.below(8)),
  (bytes, random) => poke(bytes, random, () => random.next()),
  (bytes, random) => poke(bytes, random, () => random.pick(EDGES)),
  (bytes, random) => pokeWide(bytes, random, 2, random.pick(EDGES)),
  (bytes, random) => pokeWide(bytes, random, 4, random.pick(WIDE_EDGES)),
  (bytes, random) => bytes.slice(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.slice(random.below(bytes.length + 1)),
  (bytes, random) => splice(bytes, random, 1 + random.below(8), new Uint8Array(0)),
  (bytes, random) => splice(bytes, random, 0, some(1 + random.below(8), random)),
  (bytes, random) => splice(bytes, random, 0, part(bytes, random)),
  (bytes, random, { seeds }) => splice(bytes, random, 0, part(pieceOf(seeds, random), random)),
  (bytes, random) => splice(bytes, random, 0, repeated(part(bytes, random), random)),
  (bytes, random, { words = [] }) => {
    const word = words.length > 0 ? encoder.encode(random.pick(words)) : new Uint8Array(0);
    return splice(bytes, random, random.below(2) * word.length, word);
  },
];

const REARRANGEMENTS: readonly Rearrangement[] = [
  (input, random) => input.toSpliced(random.below(input.length), 1),
  (input, random) => input.toSpliced(random.below(input.length), 0, random.pick(input)),
  (input, random) => {
    const at = random.below(input.length), [piece] = input.slice(at, at + 1);
    return input.toSpliced(at, 1).toSpliced(random.below(input.length), 0, piece);
  },
  (input, random, { seeds }) =>
    input.toSpliced(random.below(input.length + 1), 0, pieceOf(seeds, random)),
];

/** A copy of `input` with some changes; never without a piece. */
export function mutate(input: Input, random: Random, around: Around): Input {
  let pieces: Input = input.map((piece) => piece.slice());
  for (let left = 1 + random.below(4); left > 0; left--) {
    if (input.length > 1 && random.below(4) === 0) {
      const arranged = random.pick(REARRANGEMENTS)(pieces, random, around);
      if (arranged.length > 0) pieces = arranged.slice(0, MOST);
    } else {
      const at = random.below(pieces.length);
      const changed = random.pick(CHANGES)(pieces[at], random, around);
      pieces = pieces.with(at, changed.slice(0, LARGEST));
    }
  }
  return pieces.map((piece) => piece.slice());
}

function poke(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const at = random.below(bytes.length), copy = bytes.slice();
  if (at < copy.length) copy[at] = change(copy[at]);
  return copy;
}

/** Writes a number of `size` bytes somewhere, big endian. */
function pokeWide(bytes: Uint8Array, random: Random, size: number, value: number): Uint8Array {
  const at = random.below(bytes.length), copy = bytes.slice();
  for (let i = 0; i < size && at + i < copy.length; i++) {
    copy[at + i] = value / 2 ** (8 * (size - 1 - i));
  }
  return copy;
}

function splice(bytes: Uint8Array, random: Random, remove: number, add: Uint8Array): Uint8Array {
  const at = random.below(bytes.length + 1), rest = bytes.subarray(at + remove);
  const out = new Uint8Array(at + add.length + rest.length);
  out.set(bytes.subarray(0, at));
  out.set(add, at);
  out.set(rest, at + add.length);
  return out;
}

function some(length: number, random: Random): Uint8Array {
  return Uint8Array.from({ length }, () => random.next());
}

function part(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length);
  return bytes.subarray(from, from + 1 + random.below(Math.min(bytes.length - from, 256)));
}

function repeated(bytes: Uint8Array, random: Random): Uint8Array {
  const times = 2 ** random.below(17), length = Math.min(bytes.length * times, LARGEST);
  return Uint8Array.from({ length }, (_, i) => bytes[i % bytes.length]);
}

function pieceOf(seeds: readonly Input[], random: Random): Uint8Array {
  const seed = random.pick(seeds);
  return seed.length > 0 ? random.pick(seed) : new Uint8Array(0);
}
