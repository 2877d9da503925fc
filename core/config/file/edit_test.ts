import assert from "node:assert/strict";
import fc from "fast-check";
import { emptySection, type RawConfiguration, splitRaw } from "core/config/check/raw.ts";
import { NOWHERE, Problems } from "core/config/check/problem.ts";
import { editYaml } from "core/config/file/edit.ts";
import { editsOf } from "core/config/file/edits.ts";
import { parseYaml } from "core/config/file/yaml.ts";
import type { Change } from "core/config/patch.ts";

const edit = (text: string, ...changes: Change[]) => editYaml(text, editsOf(changes));

const global = (values: unknown): Change => ({ type: "patchGlobal", values });
const defaults = (values: unknown): Change => ({ type: "patchPathDefaults", values });
const add = (name: string, values: unknown = {}): Change => ({ type: "addPath", name, values });
const patch = (name: string, values: unknown): Change => ({ type: "patchPath", name, values });
const replace = (name: string, values: unknown): Change => ({ type: "replacePath", name, values });
const remove = (name: string): Change => ({ type: "deletePath", name });

const FILE = `# head
api:   yes  # why
logLevel: 'info'
list: [a, b] # gone with it

pathDefaults:
  # defaults

  record: no
paths: # all of them
  # the first
  cam1:
    source: "a b" # here
    # inner
  cam2: {source: x, maxReaders: 3} # braces
  cam3:   # empty
  ~^re(.*)$:
      maxReaders: 2
  # at the end

other: |
  text
# the end
`;

const CASES: [
  what: string,
  before: string,
  changes: Change[],
  cut: [from: string, to: string][],
][] = [
  ["a value on its line, with its comment", FILE, [global({ api: false })], [
    ["api:   yes  # why", "api:   false  # why"],
  ]],
  ["a text that needs quotes", FILE, [global({ logLevel: "yes" })], [["'info'", '"yes"']]],
  ["a list", FILE, [global({ list: ["c", "d, e"] })], [
    ["[a, b] # gone with it", '[c, "d, e"]'],
  ]],
  ["a list of maps", FILE, [global({ list: [{ user: "any", ips: [], may: [{ do: "x" }] }] })], [
    [
      "[a, b] # gone with it",
      "\n  - user: any\n    ips: []\n    may:\n      - do: x",
    ],
  ]],
  ["text of several lines", FILE, [global({ other: "short" })], [["|\n  text", "short"]]],
  ["what is not there yet", FILE, [global({ srt: false })], [
    ["  text\n", "  text\nsrt: false\n"],
  ]],
  ["defaults", FILE, [defaults({ record: true, maxReaders: 1, name: "x" })], [
    ["record: no\n", "record: true\n  maxReaders: 1\n"],
  ]],
  ["a parameter of a path", FILE, [patch("cam1", { source: "publisher", maxReaders: 7 })], [
    ['"a b" # here\n', "publisher # here\n    maxReaders: 7\n"],
  ]],
  ["a path in braces", FILE, [patch("cam2", { maxReaders: 4 })], [
    ["{source: x, maxReaders: 3} # braces", "\n    source: x\n    maxReaders: 4"],
  ]],
  ["a path without parameters", FILE, [patch("cam3", { source: "x" })], [
    ["  cam3:   # empty", "  cam3:\n    source: x"],
  ]],
  ["an expression", FILE, [patch("~^re(.*)$", { source: "x" })], [
    ["      maxReaders: 2\n", "      maxReaders: 2\n      source: x\n"],
  ]],
  ["nothing of a path", FILE, [patch("cam1", { source: null })], []],
  ["a new path", FILE, [add("new/1", { source: "rtsp://u:p@h:554/x?a=1&b=2" })], [
    [
      "      maxReaders: 2\n",
      "      maxReaders: 2\n  new/1:\n    source: rtsp://u:p@h:554/x?a=1&b=2\n",
    ],
  ]],
  ["new paths without parameters", FILE, [add("new"), add("~^x$")], [
    ["      maxReaders: 2\n", "      maxReaders: 2\n  new:\n  ~^x$:\n"],
  ]],
  ["a path in place of another", FILE, [replace("cam1", { maxReaders: 1 })], [
    ['\n    source: "a b" # here\n', "\n    maxReaders: 1\n"],
  ]],
  ["a path removed", FILE, [remove("cam1")], [['  cam1:\n    source: "a b" # here\n', ""]]],
  ["the last path removed", FILE, [remove("~^re(.*)$")], [
    ["  ~^re(.*)$:\n      maxReaders: 2\n", ""],
  ]],
  ["a path that is not in the file", FILE, [remove("nothing")], []],
  ["removed, added, changed", FILE, [
    remove("cam3"),
    add("cam3", { a: 1 }),
    patch("cam3", { b: 2 }),
  ], [
    ["  cam3:   # empty", "  cam3:\n    a: 1\n    b: 2"],
  ]],
  ["added and removed", FILE, [add("new"), remove("new")], []],
  ["an empty file", "", [global({ api: true }), add("cam")], [["", "paths:\n  cam:\napi: true\n"]]],
  ["comments only", "# nothing\n", [add("cam")], [["# nothing\n", "# nothing\npaths:\n  cam:\n"]]],
  ["no line end", "api: yes", [add("cam")], [["api: yes", "api: yes\npaths:\n  cam:\n"]]],
  ["no paths", "paths:\n", [add("cam", { a: [] })], [["paths:\n", "paths:\n  cam:\n    a: []\n"]]],
  ["paths in empty braces", "paths: {}\n", [add("cam")], [
    ["{}", "\n  cam:"],
  ]],
  ["paths that are null", "paths: ~ # x\n", [add("cam")], [["~ # x", "\n  cam:"]]],
  ["CR LF", "paths:\r\n  a:\r\n    b: 1\r\n", [patch("a", { b: 2 })], [["1", "2"]]],
];

for (const [what, before, changes, cuts] of CASES) {
  Deno.test(`file: ${what}`, async () => {
    const expected = cuts.reduce((text, [from, to]) => {
      assert.ok(text.includes(from));
      return text.replace(from, () => to);
    }, before);
    const edited = await edit(before, ...changes);
    assert.equal(edited.replace(/: \n/g, ":\n"), expected.replace(/: \n/g, ":\n"));
    assert.deepEqual(parseYaml(edited).problems, []);
  });
}

const REFUSED: [what: string, text: string, change: Change, reason: RegExp][] = [
  [
    "braces around all",
    "{api: yes}\n",
    global({ api: false }),
    /Cannot edit the file: it is no map/,
  ],
  ["braces around paths", "paths: {a: {}}\n", add("b"), /Cannot edit paths: it is not written/],
  ["an alias", "x: &x {a: 1}\npaths:\n  a: *x\n", patch("a", { b: 1 }), /other parts of the file/],
  ["an anchor", "paths:\n  a: &x\n    b: 1\n  c: *x\n", remove("a"), /Cannot edit a: other parts/],
  ["an anchor within", "a: [&x 1]\nb: *x\n", global({ a: [] }), /Cannot edit a: other parts/],
  ["several documents", "a: 1\n---\nb: 1\n", global({ a: 2 }), /several documents/],
];

for (const [what, text, change, reason] of REFUSED) {
  Deno.test(`file: it cannot be edited where ${what} would be in the way`, async () => {
    await assert.rejects(edit(text, change), { message: reason });
  });
}

const scalar = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom(
    "yes",
    "~",
    "1:30",
    "0x1F",
    "1e3",
    "a: b",
    "x #y",
    "- z",
    "<<",
    "&a",
    "*a",
    "...",
    "-",
  ),
  fc.integer(),
  fc.boolean(),
);
const value = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.array(fc.dictionary(fc.constantFrom("a", "b"), scalar, { minKeys: 1 }), { maxLength: 2 }),
);
const values = fc.dictionary(fc.constantFrom("source", "maxReaders", "record", "x"), value);
const key = fc.constantFrom("cam1", "cam2", "cam3", "~^re(.*)$", "new", "all_others", "a/b.c");
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant("patchGlobal" as const), values }),
  fc.record({ type: fc.constant("patchPathDefaults" as const), values }),
  fc.record({
    type: fc.constantFrom("addPath" as const, "replacePath" as const),
    name: key,
    values,
  }),
  fc.record({ type: fc.constant("patchPath" as const), name: key, values }),
  fc.record({ type: fc.constant("deletePath" as const), name: key }),
);

/** What the file means after the changes, by the rules of a change rather than by editing. */
function meant(text: string, changes: readonly Change[]) {
  const raw = read(text), paths = new Map(raw.paths);
  let { global, pathDefaults } = raw;
  for (const one of changes) {
    if (!("name" in one)) {
      if (one.type === "patchGlobal") global = { ...global, ...one.values as object };
      else pathDefaults = { ...pathDefaults, ...one.values as object };
    } else if (one.type === "deletePath") paths.delete(one.name);
    else {
      const before = one.type === "patchPath" ? paths.get(one.name) ?? {} : {};
      paths.set(one.name, { ...before, ...one.values as object });
    }
  }
  return plain({ global, pathDefaults, paths });
}

function read(text: string) {
  const { value, problems } = parseYaml(text);
  assert.deepEqual(problems, [], text);
  return splitRaw(value ?? emptySection(), new Problems(() => NOWHERE));
}

function plain({ global, pathDefaults, paths }: RawConfiguration) {
  const entries = [...paths].map(([name, entry]) => [name, entry ?? {}] as const);
  const sorted = entries.toSorted(([a], [b]) => a < b ? -1 : 1);
  return JSON.parse(
    JSON.stringify(
      [{ ...global }, { ...pathDefaults }, sorted],
      (_, one) =>
        one && typeof one === "object" && !Array.isArray(one)
          ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => a < b ? -1 : 1))
          : one,
    ),
  );
}

Deno.test("file: what is written is what was meant", async () => {
  const texts = [FILE, "", "api: yes", "paths:\n  cam1:\n"];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...texts),
      fc.array(change, { maxLength: 6 }),
      async (text, changes) => {
        const edited = await edit(text, ...changes);
        assert.deepEqual(plain(read(edited)), meant(text, changes), edited);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("file: one of 5,000 paths is edited in short turns", async () => {
  let text = "paths:\n", turns = 0;
  const timer = setInterval(() => turns++, 0);
  for (let i = 0; i < 5000; i++) text += `  p${i}:\n    source: rtsp://host/${i}\n`;
  const edited = await edit(text, patch("p42", { source: "publisher" }));
  clearInterval(timer);
  assert.equal(edited, text.replace("rtsp://host/42\n", "publisher\n"));
  assert.ok(turns > 5, `${turns} turns`);
});
