import { type CharSet, PatternError } from "core/config/pattern/node.ts";

const SIZE = 128;

/** The set of the ASCII characters for which `belongs` holds. */
export function setWhere(belongs: (char: string) => boolean): CharSet {
  return Uint8Array.from({ length: SIZE }, (_, code) => Number(belongs(String.fromCharCode(code))));
}

/** The set of one character; empty where it is not ASCII. */
export function setOfChar(char: string): CharSet {
  return setOfRange(char.codePointAt(0)!, char.codePointAt(0)!);
}

/** The set of the codes between two, both included. */
export function setOfRange(first: number, last: number): CharSet {
  return Uint8Array.from({ length: SIZE }, (_, code) => Number(code >= first && code <= last));
}

export function inverted(set: CharSet): CharSet {
  return set.map((member) => 1 - member);
}

/** Adds the members of `more` to `set`. */
export function addAll(set: CharSet, more: CharSet): void {
  for (let code = 0; code < SIZE; code++) set[code] |= more[code];
}

/** The set with the other case of each of its letters. */
export function withBothCases(set: CharSet): CharSet {
  return setWhere((char) =>
    [char, char.toLowerCase(), char.toUpperCase()].some((c) => set[c.charCodeAt(0)] === 1)
  );
}

const PERL: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  s: /[\t\n\f\r ]/,
  w: /[0-9A-Za-z_]/,
};

/** `\d`, `\s`, `\w` and their opposites, by the letter; undefined for other letters. */
export function perlClass(letter: string): CharSet | undefined {
  const form = PERL[letter.toLowerCase()];
  if (!form) return undefined;
  const set = setWhere((char) => form.test(char));
  return letter === letter.toLowerCase() ? set : inverted(set);
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /[^]/,
  blank: /[\t ]/,
  // deno-lint-ignore no-control-regex
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  word: /[0-9A-Za-z_]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** `[:alpha:]` and its like, by the name with a leading `^` for the opposite. Throws `PatternError`. */
export function posixClass(name: string): CharSet {
  const form = POSIX[name.replace(/^\^/, "")];
  if (!form) throw new PatternError(`[:${name}:] is no class of characters`);
  const set = setWhere((char) => form.test(char));
  return name.startsWith("^") ? inverted(set) : set;
}

/** `\pL`, `\p{Greek}`: a general category or a script of Unicode. Throws `PatternError`. */
export function unicodeClass(name: string): CharSet {
  if (name === "Any") return setWhere(() => true);
  for (const property of [`Script=${name}`, `General_Category=${name}`]) {
    try {
      const form = new RegExp(`\\p{${property}}`, "u");
      return setWhere((char) => form.test(char));
    } catch {
      // Tried as the other kind of property.
    }
  }
  throw new PatternError(`\\p{${name}} is no class of characters`);
}
