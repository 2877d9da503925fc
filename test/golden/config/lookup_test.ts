import assert from "node:assert/strict";
import { matchPath } from "core/config/entries/match.ts";
import { load, loadValid } from "./loading.ts";

const yml = `paths:
  all_others:
  cam:
  live/a.b:
  '~^zone/(\\w+)/(\\w+)$':
  '~^live/':
  '~^cam(\\d+)$':
  '~cam':
`;

/** Name, key of its entry, groups. */
const cases: [string, string, string[]][] = [
  ["cam", "cam", []],
  ["live/a.b", "live/a.b", []],
  ["cam12", "~^cam(\\d+)$", ["12"]],
  ["cam12x", "~cam", []],
  ["live/x", "~^live/", []],
  ["zone/a/b", "~^zone/(\\w+)/(\\w+)$", ["a", "b"]],
  ["other", "all_others", []],
  ["all_others", "all_others", []],
  ["~cam", "~cam", []],
];

Deno.test("a name finds its entry: keys first, then patterns by key, catch-all last", async () => {
  const { configuration } = await loadValid(yml);
  for (const [name, key, groups] of cases) {
    const match = matchPath(configuration, name);
    assert.ok(!("error" in match), name);
    assert.deepEqual([match.entry.key, match.groups], [key, groups], name);
  }
  assert.deepEqual(configuration.patterns.map(({ key }) => key), [
    "~^cam(\\d+)$",
    "~^live/",
    "~^zone/(\\w+)/(\\w+)$",
    "~cam",
    "all_others",
  ]);
});

Deno.test("a name without entry, or none that can be one, is an error", async () => {
  const { configuration } = await loadValid("paths:\n  cam:\n");
  const error = (name: string) => {
    const match = matchPath(configuration, name);
    return "error" in match ? match.error : "";
  };
  assert.equal(error("other"), "path 'other' is not configured");
  assert.equal(
    error("a b"),
    "invalid path name: it may hold letters, digits and _ - . / only (a b)",
  );
  assert.equal(error(""), "invalid path name: it is empty ()");
  assert.match(error("\x1b[31m"), /\(\?\[31m\)$/);
  assert.ok(error("!".repeat(10_000)).length < 300);
});

Deno.test("5,000 paths and 500 patterns: loaded within a second, found at once", async () => {
  const names = Array.from(
    { length: 5000 },
    (_, i) => `  cam${i}:\n    source: rtsp://10.0.0.1/${i}\n`,
  );
  const patterns = Array.from({ length: 500 }, (_, i) => `  '~^group${i}/(.*)$':\n`);
  const text = `paths:\n${names.join("")}${patterns.join("")}`;
  const start = performance.now();
  const { configuration } = await loadValid(text);
  assert.ok(performance.now() - start < 3000, "loading took more than three times its second");
  const lookups = performance.now();
  for (let i = 0; i < 200; i++) matchPath(configuration, `cam${i * 20}`);
  for (let i = 0; i < 20; i++) matchPath(configuration, "group499/x");
  assert.ok(performance.now() - lookups < 500);
});

Deno.test("5,000 problems are all found, each at its place, within seconds", async () => {
  const entries = Array.from({ length: 5000 }, (_, i) => `  cam${i}:\n    sorce: x\n`);
  const start = performance.now();
  const loaded = await load(`paths:\n${entries.join("")}`);
  assert.ok(performance.now() - start < 5000);
  assert.equal(loaded.ok, false);
  assert.equal(loaded.ok || loaded.problems.length, 5000);
  assert.equal(loaded.ok || loaded.problems[4999].line, 10_001);
});
