import {
  addAll,
  inverted,
  perlClass,
  posixClass,
  setOfRange,
  unicodeClass,
  withBothCases,
} from "core/config/pattern/char_set.ts";
import { type CharSet, PatternError } from "core/config/pattern/node.ts";
import type { Reader } from "core/config/pattern/reader.ts";

/** Takes a class after its opening bracket: `a-z_]`, `^[:alpha:]\d]`. Throws `PatternError`. */
export function takeClass(reader: Reader, anyCase: boolean): CharSet {
  const negated = reader.skip("^");
  const set = setOfRange(1, 0);
  for (let first = true; first || !reader.skip("]"); first = false) {
    if (reader.done) throw new PatternError("[ is never closed");
    addAll(set, takeNamedClass(reader) ?? takeRange(reader));
  }
  const whole = anyCase ? withBothCases(set) : set;
  return negated ? inverted(whole) : whole;
}

/** Takes `\d`, `\pN`, `[:alpha:]` where one follows. */
function takeNamedClass(reader: Reader): CharSet | undefined {
  if (reader.skip("[:")) {
    const name = reader.takeUntil(":]");
    if (name === undefined) throw new PatternError("[: is never closed");
    return posixClass(name);
  }
  return takeEscapedClass(reader);
}

/** Takes `\d`, `\W`, `\pN`, `\P{Greek}` where one follows. */
export function takeEscapedClass(reader: Reader): CharSet | undefined {
  const match = reader.takeMatch(/^\\(?:([dswDSW])|([pP])(?:\{(\^?\w+)\}|(\w)))/);
  if (!match) return undefined;
  if (match[1]) return perlClass(match[1]);
  const name = match[3] ?? match[4];
  const set = unicodeClass(name.replace("^", ""));
  return (match[2] === "P") !== name.startsWith("^") ? inverted(set) : set;
}

function takeRange(reader: Reader): CharSet {
  const first = takeChar(reader);
  if (!reader.sees("-") || reader.sees("-]")) return setOfRange(first, first);
  reader.take();
  const last = takeChar(reader);
  if (last < first) throw new PatternError("a range in [ ] runs backwards");
  return setOfRange(first, last);
}

function takeChar(reader: Reader): number {
  const char = reader.skip("\\") ? reader.takeEscape() : reader.take();
  return char.codePointAt(0)!;
}
