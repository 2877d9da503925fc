import assert from "node:assert/strict";
import fc from "fast-check";
import { compilePattern, type Pattern } from "core/config/pattern/mod.ts";

function compiled(source: string): Pattern {
  const pattern = compilePattern(source);
  if ("error" in pattern) throw new Error(`${source}: ${pattern.error}`);
  return pattern;
}

/** Expression, text, the match with its groups or undefined. */
const cases: [string, string, string[] | undefined][] = [
  ["", "abc", [""]],
  ["^.*$", "live/cam", ["live/cam"]],
  ["^cam(\\d+)$", "cam12", ["cam12", "12"]],
  ["^cam(\\d+)$", "cam", undefined],
  ["am", "cam1", ["am"]],
  ["^(?P<site>[a-z]+)/(?<cam>.*)$", "north/door", ["north/door", "north", "door"]],
  ["^(a|ab)(c|bcd)(d*)$", "abcd", ["abcd", "a", "bcd", ""]],
  ["(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]],
  ["(a)?b", "b", ["b", ""]],
  ["(?:ab)+", "xababy", ["abab"]],
  ["a{2}", "aaa", ["aa"]],
  ["a{2,}", "aaaa", ["aaaa"]],
  ["a{1,2}?", "aaa", ["a"]],
  ["a{,2}", "a{,2}", ["a{,2}"]],
  ["a+?", "aaa", ["a"]],
  ["(?U)a+", "aaa", ["a"]],
  ["(?U)a+?", "aaa", ["aaa"]],
  ["(?i)^CAM[a-c]$", "cAmB", ["cAmB"]],
  ["(?i:CAM)x", "camx", ["camx"]],
  ["(?i:CAM)x", "camX", undefined],
  ["a(?i)b", "aB", ["aB"]],
  ["(a(?i)b)c", "aBC", undefined],
  ["(?i-i)A", "a", undefined],
  ["\\Acam\\z", "cam", ["cam"]],
  ["\\bcam\\b", "x/cam/y", ["cam"]],
  ["\\Bam", "cam", ["am"]],
  ["[[:alpha:]_]+", "9ab_1", ["ab_"]],
  ["[^[:digit:]]+", "12ab", ["ab"]],
  ["[]a]+", "x]a", ["]a"]],
  ["[^]a]+", "]axy", ["xy"]],
  ["[a-]+", "b-a", ["-a"]],
  ["[\\w.-]+", "a_b.c-d/e", ["a_b.c-d"]],
  ["\\pL+", "1abc", ["abc"]],
  ["\\p{Lu}+", "abCD", ["CD"]],
  ["\\PL+", "ab12", ["12"]],
  ["\\p{^L}+", "ab12", ["12"]],
  ["\\p{Greek}", "abc", undefined],
  ["\\Qa.b\\E+", "a.bb", ["a.bb"]],
  ["\\Qa.b", "axb", undefined],
  ["\\x61\\x{62}\\143", "abc", ["abc"]],
  ["a\\.b\\/c\\-d\\_e", "a.b/c-d_e", ["a.b/c-d_e"]],
  ["\\D\\S\\W", "a!-", ["a!-"]],
  ["(?s)a.b", "a\nb", ["a\nb"]],
  ["a.b", "a\nb", undefined],
  ["(?m)^b$", "a\nb\nc", ["b"]],
  ["^b$", "a\nb\nc", undefined],
  ["(a*)*", "aab", ["aa", "aa"]],
  ["x*", "", [""]],
  ["a|b|", "c", [""]],
  ["é", "é", ["é"]],
];

Deno.test("expressions match as RE2's syntax says", () => {
  for (const [source, text, match] of cases) {
    assert.deepEqual(compiled(source).exec(text)?.slice(0, match?.length), match, source);
    assert.equal(compiled(source).test(text), match !== undefined, source);
  }
});

/** Expression, and a word of the reason. */
const refused: [string, RegExp][] = [
  ["(a", /missing closing/],
  ["a)", /unexpected/],
  ["[a", /missing closing/],
  ["[b-a]", /range/],
  ["*a", /missing argument/],
  ["a**", /nested/],
  ["a{1001}", /repeat count/],
  ["(a{1000}){1000}", /repeat count/],
  ["(?=a)", /unsupported/],
  ["(a)\\1", /escape/],
  ["\\", /trailing/],
  ["\\p{Nope}", /class/],
  ["(".repeat(3000) + ")".repeat(3000), /deeply/],
];

Deno.test("what RE2 refuses is refused with a reason", () => {
  for (const [source, reason] of refused) {
    const pattern = compilePattern(source);
    assert.ok("error" in pattern, source);
    assert.match(pattern.error, reason, source);
  }
});

/** Expressions that mean the same in JavaScript, groups in repetitions left out. */
const expression = fc.letrec<{ node: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "^", "$", "\\w"),
    tie("node").map((inner) => `(?:${inner})`),
  ),
  node: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(tie("atom"), fc.constantFrom("", "*", "+", "?", "*?", "+?", "{1,2}"))
      .map(([atom, repeat]) => /^[$^]$/.test(atom) ? atom : atom + repeat),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => a + b),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `${a}|${b}`),
  ),
})).node;

Deno.test("expressions find a match exactly where JavaScript finds one", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "/"), maxLength: 12 });
  fc.assert(
    fc.property(expression, text, (source, text) => {
      assert.equal(compiled(source).test(text), new RegExp(source).test(text));
    }),
    { numRuns: 500 },
  );
});

Deno.test("any text compiles or is refused, and never throws", () => {
  const parts = fc.array(fc.constantFrom(..."(|)[]{}*+?\\^$-,:=!<>PpQEimsU09az.".split("")));
  fc.assert(
    fc.property(parts, (parts) => {
      const pattern = compilePattern(parts.join(""));
      if (!("error" in pattern)) pattern.exec("az09/az");
    }),
    { numRuns: 1000 },
  );
});

Deno.test("no expression takes long, whatever the name", () => {
  const name = "a".repeat(10_000);
  for (const source of ["^(a+)+$x", "(a*)*b$", "^(a|aa)+$b", "(.*)(.*)(.*)(.*)(.*)b$"]) {
    const start = performance.now();
    compiled(source).exec(name);
    assert.ok(performance.now() - start < 2000, source);
  }
});
