import assert from "node:assert/strict";
import fc from "fast-check";
import {
  checkPathName,
  expressionOf,
  isCatchAll,
  isPatternKey,
} from "core/config/entries/path_name.ts";

const allowed = ["cam", "a/b/c", "A-Z_0.9", "a..b", "..a", "a/...", ".hidden", "a//b"];

const refused: [string, RegExp][] = [
  ["", /empty/],
  ["/cam", /begins/],
  ["cam/", /ends/],
  ["/", /begins/],
  ["..", /\. or \.\./],
  [".", /\. or \.\./],
  ["a/../b", /\. or \.\./],
  ["a/.", /\. or \.\./],
  ["a b", /letters/],
  ["cäm", /letters/],
  ["cam\0", /letters/],
  ["%2e%2e/a", /letters/],
  ["<b>", /letters/],
  ["a\nb", /letters/],
];

Deno.test("names of paths are accepted or refused with a reason", () => {
  for (const name of allowed) assert.equal(checkPathName(name), undefined, name);
  for (const [name, reason] of refused) assert.match(checkPathName(name) ?? "", reason, name);
});

Deno.test("an accepted name is safe as a file's path below a folder", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."ab/._-~%\\ \0") }), (name) => {
      if (checkPathName(name) !== undefined) return;
      const { pathname } = new URL(name, "file:///folder/");
      assert.ok(pathname.startsWith("/folder/"), name);
      assert.ok(!/[\\\0%~ ]/.test(name));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("patterns are told from names", () => {
  assert.deepEqual(["all", "all_others", "~^.*$", "~.*", "cam"].map(isCatchAll), [
    true,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(["all", "~x", "x"].map(isPatternKey), [true, true, false]);
  assert.deepEqual(["all", "~x"].map(expressionOf), ["^.*$", "x"]);
});
