import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { formatSize, MEGABYTE, parseSize, size } from "core/config/types/size.ts";

/** Text, bytes, and the text that the API shows. */
const cases: [string, number, string][] = [
  ["50M", 50 * MEGABYTE, "50M"],
  ["50MB", 50 * MEGABYTE, "50M"],
  ["50mib", 50 * MEGABYTE, "50M"],
  ["512K", 512 * 1024, "512K"],
  ["512KB", 512 * 1024, "512K"],
  ["1024K", MEGABYTE, "1M"],
  ["1.5GiB", 1.5 * 1024 ** 3, "1.5G"],
  ["2T", 2 * 1024 ** 4, "2T"],
  ["3P", 3 * 1024 ** 5, "3P"],
  ["4E", 4 * 1024 ** 6, "4E"],
  ["100B", 100, "100B"],
  ["1025B", 1025, "1025B"],
  ["1536b", 1536, "1.5K"],
];

Deno.test("sizes are read and written as the API shows them", () => {
  for (const [text, bytes, shown] of cases) {
    assert.equal(parseSize(text), bytes, text);
    assert.equal(formatSize(bytes), shown, text);
  }
});

Deno.test("what is no size is refused", () => {
  for (const text of ["", "50", "M", "0M", "-1M", "50 MB", "50X", "50MiBs", "9E", "1.2.3M"]) {
    assert.equal(parseSize(text), undefined, text);
    assert.equal(size.safeParse(text).success, false, text);
  }
});

Deno.test("every number of bytes is written so that it reads the same", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (bytes) => {
    assert.equal(parseSize(formatSize(bytes)), bytes);
    assert.equal(z.decode(size, z.encode(size, bytes)), bytes);
  }));
});
