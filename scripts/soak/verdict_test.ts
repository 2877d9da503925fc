import assert from "node:assert/strict";
import type { Sample } from "./sampling.ts";
import { complaints, table } from "./verdict.ts";

const IDLE: Sample = {
  ...{ at: 0, cpu: 0, resident: 100, heap: 30, external: 4, descriptors: 50, threads: 9 },
  ...{ commands: 0, lag: 1, paths: 10, sessions: { rtspconns: 0 }, lines: 0, faults: 0 },
};
/** Samples of a life, of which the last third differs by `more`. */
const life = (more: Partial<Sample> = {}): Sample[] =>
  Array.from({ length: 9 }, (_, i) => ({ ...IDLE, at: 10 * i, ...i >= 6 && more }));

const cases: readonly [name: string, samples: Sample[], last: Partial<Sample>, RegExp?][] = [
  ["nothing", life(), {}],
  ["memory that grows a little", life({ resident: 115 }), {}],
  ["memory that grows", life({ resident: 119 }), {}, /^resident grows: 100\.0 MB/],
  ["a heap that grows", life({ heap: 42 }), {}, /^heap grows: 30\.0 MB/],
  ["a session", life(), { sessions: { rtspconns: 1 } }, /^1 are left in rtspconns$/],
  ["a path", life(), { paths: 11 }, /^11 paths, at first 10$/],
  ["a command", life(), { commands: 1 }, /^1 commands run$/],
  ["descriptors", life(), { descriptors: 53 }, /^53 descriptors, at first 50$/],
];

for (const [name, samples, more, complaint] of cases) {
  Deno.test(`soaking leaves ${name}: ${complaint ? "a complaint" : "no complaint"}`, () => {
    const found = complaints({ first: IDLE, samples, last: { ...IDLE, ...more } });
    assert.equal(found.length, complaint ? 1 : 0);
    if (complaint) assert.match(found[0], complaint);
  });
}

Deno.test("soaking: the table has a row before, one for each third, and one behind", () => {
  const rows = table({ first: IDLE, samples: life(), last: IDLE }).split("\n");
  assert.deepEqual(rows.slice(1).map((row) => row.trim().split(/\s{2,}/)[0]), [
    ...["at first", "third 1", "third 2", "third 3", "at last"],
  ]);
});
