import assert from "node:assert/strict";
import { cycles } from "./cycles.ts";

function graph(text: string): Map<string, string[]> {
  return new Map(
    text.split("; ").map((row) => {
      const [from, to = ""] = row.split(" → ");
      return [from!, to.split(" ").filter((name) => name !== "")];
    }),
  );
}

Deno.test("cycles: none in a tree, one for each knot, the shortest way round", () => {
  const cases: [text: string, expected: string[]][] = [
    ["a → b c; b → c; c", []],
    ["a → a", ["a a"]],
    ["a → b; b → a", ["a b a"]],
    ["a → b; b → c d; c → a; d → c", ["a b c a"]],
    ["a → b; b → c; c → b", ["b c b"]],
    ["a → b; b → a; c → d; d → c", ["a b a", "c d c"]],
    ["a → missing", []],
  ];
  for (const [text, expected] of cases) {
    assert.deepEqual(cycles(graph(text)).map((way) => way.join(" ")), expected, text);
  }
});
