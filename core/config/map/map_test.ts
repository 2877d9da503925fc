import assert from "node:assert/strict";
import fc from "fast-check";
import { mapWith, mapWithout } from "./changed.ts";
import { LargeMap } from "./large_map.ts";

Deno.test("large map: as a map of the same changes, and nothing of what it was made of is touched", () => {
  const key = fc.stringMatching(/^[a-z]\d?$/), change = fc.tuple(key, fc.option(fc.nat()));
  fc.assert(fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
    const expected = new Map<string, number>();
    let map = LargeMap.of(expected);
    for (const [key, value] of changes) {
      const before = [...map];
      const next = value === null ? map.without(key) : map.with(key, value);
      assert.deepEqual([...map], before);
      map = next;
      if (value === null) expected.delete(key);
      else expected.set(key, value);
      assert.equal(map.get(key), expected.get(key));
      assert.equal(map.has(key), expected.has(key));
    }
    assert.equal(map.size, expected.size);
    assert.deepEqual(new Map(map), expected);
    assert.deepEqual(new Set(map.keys()), new Set(expected.keys()));
    assert.deepEqual([...map.values()].sort(), [...expected.values()].sort());
    const seen = new Map<string, number>();
    map.forEach((value, key) => seen.set(key, value));
    assert.deepEqual(seen, expected);
  }));
});

for (const count of [3, 2000]) {
  Deno.test(`changed maps: of ${count} entries`, () => {
    const map = new Map(Array.from({ length: count }, (_, i) => [`p${i}`, i]));
    const more = mapWith(mapWithout(map, "p1"), "new", 7);
    assert.deepEqual([map.size, more.size, more.get("new"), more.has("p1")], [
      ...[count, count, 7, false],
    ]);
  });
}
