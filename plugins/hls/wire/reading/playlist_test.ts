import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { readPlaylist, startOf } from "./playlist.ts";
import { playlistCases } from "./playlist_cases.ts";

for (const { name, text, media, items, start, multivariant, refused } of playlistCases) {
  Deno.test(`playlist: ${name}`, () => {
    const read = readPlaylist(text);
    if (refused) return assert.match(isMalformed(read) ? read.reason : "read", refused);
    assert.ok(!isMalformed(read));
    if (multivariant) return assert.deepEqual(read, multivariant);
    assert.ok(read.kind === "media");
    assert.partialDeepStrictEqual(read, media ?? {});
    for (const [i, item] of items?.entries() ?? []) {
      assert.partialDeepStrictEqual(read.items[i], item, `item ${i}`);
    }
    if (items) assert.equal(read.items.length, items.length);
    assert.equal(startOf(read), start);
  });
}

Deno.test("playlist: cut short anywhere it is read or refused", () => {
  for (const { text } of playlistCases) {
    for (let length = 0; length < text.length; length++) {
      const read = readPlaylist(text.slice(0, length));
      if (isMalformed(read) || read.kind !== "media" || read.items.length === 0) continue;
      const start = startOf(read);
      assert.ok(start >= 0 && start <= read.items.length, `${start} of ${read.items.length}`);
    }
  }
});
