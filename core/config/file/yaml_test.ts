import assert from "node:assert/strict";
import { parseYaml } from "core/config/file/yaml.ts";

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** Text and what it holds. */
const cases: [string, unknown][] = [
  ["", null],
  ["# nothing\n", null],
  ["---\na: 1\n", { a: 1 }],
  ["a: yes\nb: 'yes'\nc: \"no\"\nd: !!str on\n", { a: true, b: "yes", c: "no", d: "on" }],
  ["a: [no, 'no', 1, x]\n", { a: [false, "no", 1, "x"] }],
  ["a:\nb: ~\n", { a: null, b: null }],
  ["on: 1\noff: 2\n'on': 3\n", { true: 1, false: 2, on: 3 }],
  ["1: a\n1.0: b\n", { "1": "a", "1.0": "b" }],
  ["a: |\n  x\n  y\nb: >-\n  x\n  y\n", { a: "x\ny\n", b: "x y" }],
  ["a: &x {b: 1}\nc: *x\n", { a: { b: 1 }, c: { b: 1 } }],
  ["a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  b: 3\n", { a: { b: 1, c: 2 }, d: { b: 3, c: 2 } }],
  ["a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne:\n  <<: [*x, *y]\n", {
    a: { b: 1 },
    c: { b: 2, d: 3 },
    e: { b: 1, d: 3 },
  }],
  ["\ufeffa: 1\r\nb: 2\r\n".slice(1), { a: 1, b: 2 }],
];

Deno.test("YAML is read by the contract's rules", () => {
  for (const [text, value] of cases) {
    const file = parseYaml(text);
    assert.deepEqual(file.problems, [], text);
    assert.deepEqual(plain(file.value), value, text);
  }
});

Deno.test("every name is only a name", () => {
  const { value } = parseYaml("paths:\n  __proto__:\n    a: 1\n  constructor:\n");
  const paths = (value as { paths: Record<string, unknown> }).paths;
  assert.deepEqual(Object.keys(paths), ["__proto__", "constructor"]);
  assert.equal(({} as Record<string, unknown>).a, undefined);
});

/** Text, then line, column and a word of the problem. */
const broken: [string, number, number, RegExp][] = [
  ["a: 1\nb: 2\na: 3\n", 3, 1, /a is there twice/],
  ["p:\n  x: 1\n  'x': 2\n", 3, 3, /x is there twice/],
  ["a: 1\n---\nb: 2\n", 2, 1, /only one document/],
  ["a: [1\nb: 2\n", 2, 1, /not valid YAML/],
  ["a:\n\t- x\n", 2, 1, /Tabs/],
  ["a: *nope\n", 1, 4, /nope/],
  ["a: &x [*x]\n", 1, 7, /holds itself/],
  ["? [a]\n: 1\n", 1, 3, /must be text/],
  ["a: 'x\n", 2, 1, /not valid YAML/],
];

Deno.test("broken YAML is refused with its position", () => {
  for (const [text, line, column, words] of broken) {
    const [problem] = parseYaml(text).problems;
    assert.ok(problem, text);
    assert.match(problem.text, words, text);
    assert.deepEqual([problem.line, problem.column], [line, column], text);
  }
});

Deno.test("what is nested without end is refused, not followed", () => {
  const [problem] = parseYaml("[".repeat(200_000)).problems;
  assert.match(problem.text, /nested too deeply|not valid YAML/);
});

Deno.test("places are found: keys, values, list items, through aliases and merges", () => {
  const file = parseYaml(
    "a: 1\npaths:\n  cam: &c\n    source: x\n    list: [p, q]\n  two: *c\n  three:\n    <<: *c\n",
  );
  const at = (place: (string | number)[], part: "key" | "value" = "value") => {
    const { line, column } = file.locate(place, part);
    return [line, column];
  };
  assert.deepEqual(at(["a"], "key"), [1, 1]);
  assert.deepEqual(at(["a"]), [1, 4]);
  assert.deepEqual(at(["paths", "cam"], "key"), [3, 3]);
  assert.deepEqual(at(["paths", "cam", "source"]), [4, 13]);
  assert.deepEqual(at(["paths", "cam", "list", 1]), [5, 15]);
  assert.deepEqual(at(["paths", "two", "source"]), [4, 13]);
  assert.deepEqual(at(["paths", "three", "source"]), [4, 13]);
  assert.deepEqual(at(["paths", "cam", "absent"]), [3, 3]);
  assert.deepEqual(at(["absent"]), [null, null]);
  assert.equal(file.locate(["a"], "value").plain, "1");
});
