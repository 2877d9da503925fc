import assert from "node:assert/strict";
import { LARGEST } from "../socket.ts";
import { runEnd } from "./stage.ts";
import { equal } from "../udp_cases.ts";

const cases: readonly { name: string; sizes: readonly number[]; ends: readonly number[] }[] = [
  { name: "one", sizes: [100], ends: [1] },
  { name: "equal", sizes: equal(5, 100), ends: [5] },
  { name: "the last shorter", sizes: [100, 100, 99], ends: [3] },
  { name: "a shorter one ends its run", sizes: [100, 50, 50, 50], ends: [2, 4] },
  { name: "a larger one begins the next", sizes: [100, 100, 101, 101], ends: [2, 4] },
  { name: "growing", sizes: [1, 2, 3], ends: [1, 2, 3] },
  { name: "empty ones stand alone", sizes: [0, 0, 5, 0], ends: [1, 2, 3, 4] },
  { name: "at most 64", sizes: equal(129, 10), ends: [64, 128, 129] },
  { name: "the kernel's limit", sizes: equal(46, 1452), ends: [45, 46] },
  { name: "exactly the limit", sizes: [LARGEST - 7, 7, 7], ends: [2, 3] },
  { name: "beyond any datagram", sizes: [LARGEST + 1, 10, 10], ends: [1, 3] },
];

for (const { name, sizes, ends } of cases) {
  Deno.test(`runs of datagrams: ${name}`, () => {
    const found: number[] = [];
    for (let at = 0; at < sizes.length; found.push(at)) at = runEnd(sizes, at);
    assert.deepEqual(found, ends);
  });
}
