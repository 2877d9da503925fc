import assert from "node:assert/strict";
import fc from "fast-check";
import { EntryMap } from "core/config/entries/entry_map.ts";

const even = (value: number) => value % 2 === 0;

Deno.test("a map after any changes is what a plain map would be, and those before stay", () => {
  const change = fc.tuple(fc.nat(60), fc.option(fc.nat(9), { nil: undefined }));
  fc.assert(fc.property(fc.nat(40), fc.array(change, { maxLength: 120 }), (size, changes) => {
    const plain = new Map(Array.from({ length: size }, (_, i) => [`k${i}`, i]));
    let map = EntryMap.of(new Map(plain));
    map.some(even);
    for (const [number, value] of changes) {
      const key = `k${number}`, before = map, old = map.get(key);
      map = map.with(key, value);
      if (value === undefined) plain.delete(key);
      else plain.set(key, value);
      assert.equal(before.get(key), old);
      assert.ok(map.differing(before).has(key));
      assert.deepEqual([map.get(key), map.has(key)], [plain.get(key), plain.has(key)]);
      assert.deepEqual([map.size, map.some(even)], [plain.size, plain.values().some(even)]);
    }
    const sorted = (entries: Iterable<[string, number]>) => [...entries].sort();
    assert.deepEqual(sorted(map), sorted(plain));
    assert.deepEqual([...map.keys()].sort(), [...plain.keys()].sort());
    const seen: [string, number][] = [];
    map.forEach((value, key) => seen.push([key, value]));
    assert.deepEqual(sorted(seen), sorted(plain));
    assert.deepEqual([...map.values()].sort(), [...plain.values()].sort());
  }));
});

Deno.test("a change of one among thousands differs in that one, and asks nothing of the others", () => {
  const entries = Array.from({ length: 5000 }, (_, i): [string, number] => [`k${i}`, 1]);
  let asked = 0;
  const test = (value: number) => (asked++, value === 2);
  const before = EntryMap.of(new Map(entries));
  assert.equal(before.some(test), false);
  asked = 0;
  const after = before.with("k7", 2);
  assert.deepEqual([after.some(test), asked], [true, 2]);
  assert.deepEqual([...after.differing(before)], ["k7"]);
  assert.equal(after.with("k7", 1).some(test), false);
});

Deno.test("of two maps that have nothing in common every key may differ", () => {
  const a = EntryMap.of(new Map([["a", 1]])), b = EntryMap.of(new Map([["b", 1]]));
  assert.deepEqual([...a.differing(b)].sort(), ["a", "b"]);
});

Deno.test("a map that is one already is taken as it is", () => {
  const map = EntryMap.of(new Map([["a", 1]]));
  assert.equal(EntryMap.of(map), map);
});
