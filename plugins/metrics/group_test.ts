import assert from "node:assert/strict";
import { parseFilters } from "./filters.ts";
import { type Group, groupText } from "./group.ts";

function groupOf(items: readonly string[], more: Partial<Group<string>> = {}): Group<string> {
  return {
    title: "Things",
    type: "things",
    filters: ["test_conn"],
    names: { current: ["things", "things_size"], older: ["things_bytes"] },
    items: () => items,
    admits: (item, filters) => ["", item].includes(filters.item("test_conn")),
    lines: (item) => ({
      current: `things{id="${item}"} 1\nthings_size{id="${item}"} 2\n`,
      older: `things_bytes{id="${item}"} 2\n`,
    }),
    ...more,
  };
}

const FULL = `# Things
things{id="a"} 1
things_size{id="a"} 2
things{id="b"} 1
things_size{id="b"} 2

# Things (deprecated)
things_bytes{id="a"} 2
things_bytes{id="b"} 2

`;
const ONE = `# Things
things{id="b"} 1
things_size{id="b"} 2

# Things (deprecated)
things_bytes{id="b"} 2

`;
const ZEROS = `# Things
things 0
things_size 0

# Things (deprecated)
things_bytes 0

`;
const HEADERS = "# Things\n\n# Things (deprecated)\n\n";
const ab = groupOf(["a", "b"]), none = groupOf([]);
const sparse = groupOf(["a", "b"], { sparse: true }), sparseNone = groupOf([], { sparse: true });

const cases: readonly [what: string, group: Group<string>, query: string, text: string][] = [
  ["all", ab, "", FULL],
  ["of its type", ab, "type=things", FULL],
  ["of another type", ab, "type=others", ""],
  ["one item", ab, "test_conn=b", ONE],
  ["one item of its type", ab, "type=things&test_conn=b", ONE],
  ["one item of another type", ab, "type=others&test_conn=b", ""],
  ["no such item", ab, "test_conn=c", HEADERS],
  ["somebody else's item", ab, "path=b", ""],
  ["somebody else's item, and one", ab, "path=b&test_conn=b", ONE],
  ["nothing there", none, "", ZEROS],
  ["nothing there of its type", none, "type=things", ZEROS],
  ["nothing there to find an item in", none, "test_conn=b", ""],
  ["sparse: all", sparse, "", FULL],
  ["sparse: no such item", sparse, "test_conn=c", ""],
  ["sparse: nothing there", sparseNone, "", ""],
  ["sparse: nothing there of its type", sparseNone, "type=things", ZEROS],
  ["sparse: nothing there to find an item in", sparseNone, "type=things&test_conn=b", ""],
];

Deno.test("metrics: what is shown of a group", () => {
  for (const [what, group, query, text] of cases) {
    assert.equal([...groupText(group, parseFilters(query))].join(""), text, what);
  }
});

Deno.test("metrics: a group without older names has no second part", () => {
  const names = { current: ["things"], older: [] };
  const lines = () => ({ current: "things 1\n", older: "" });
  const text = (items: string[]) =>
    [...groupText(groupOf(items, { names, lines }), parseFilters(""))].join("");
  assert.equal(text(["a"]), "# Things\nthings 1\n\n");
  assert.equal(text([]), "# Things\nthings 0\n\n");
});
