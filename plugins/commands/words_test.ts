import assert from "node:assert/strict";
import { expand, splitWords } from "./words.ts";

const CASES: readonly [command: string, words: readonly string[]][] = [
  ["", []],
  [" \t\n ", []],
  ["ffmpeg", ["ffmpeg"]],
  ["  a  b\tc\nd  ", ["a", "b", "c", "d"]],
  ["a && b | c > d; e # f", ["a", "&&", "b", "|", "c", ">", "d;", "e", "#", "f"]],
  ["a 'b c' \"d e\"", ["a", "b c", "d e"]],
  ["a'b c'd\"e f\"g", ["ab cde fg"]],
  ["'' \"\" a''", ["", "", "a"]],
  ["a\\ b \\' \\\" \\\\ \\n", ["a b", "'", '"', "\\", "n"]],
  ["'a\\ b\"$X'", ['a\\ b"$X']],
  ['"a\\"b" "\\\\" "\\$X" "\\`"', ['a"b', "\\", "$X", "`"]],
  ['"\\n \\a"', ["\\n \\a"]],
  ["a\\\nb \\\n c", ["ab", "c"]],
  ['"a\\\nb"', ["ab"]],
  ["a \\\n", ["a"]],
  ["a\u00a0b\rc", ["a\u00a0b\rc"]],
  ["sh -c 'echo \"$MTX_PATH\" && date'", ["sh", "-c", 'echo "$MTX_PATH" && date']],
];

for (const [command, words] of CASES) {
  Deno.test(`words: ${JSON.stringify(command)}`, () =>
    assert.deepEqual(splitWords(command), words));
}

const WRONG: readonly [command: string, reason: RegExp][] = [
  ["a 'b c", /a single quote is not closed/],
  ['a "b c', /a double quote is not closed/],
  ['a "b\\"', /a double quote is not closed/],
  ["a \\", /nothing follows the last backslash/],
  ["it's", /a single quote is not closed/],
];

for (const [command, reason] of WRONG) {
  Deno.test(`words: ${JSON.stringify(command)} is refused`, () => {
    assert.throws(() => splitWords(command), reason);
  });
}

const VALUES: Readonly<Record<string, string>> = { A: "1", MTX_PATH: "cam/$A", EMPTY: "" };

const EXPANSIONS: readonly [word: string, expanded: string][] = [
  ["rtsp://localhost/$MTX_PATH", "rtsp://localhost/cam/$A"],
  ["${A}${A}b$A-$A", "11b1-1"],
  ["x$UNKNOWN${UNKNOWN}y$EMPTY", "xy"],
  ["$A_B ${A}_B", " 1_B"],
  ["$ ${ ${} ${A $1 $? $$ ${A-b}", "$ ${ ${} ${A $1 $? $$ ${A-b}"],
];

for (const [word, expanded] of EXPANSIONS) {
  Deno.test(`words: ${word} becomes ${expanded}`, () => {
    assert.equal(expand(word, (name) => VALUES[name]), expanded);
  });
}
