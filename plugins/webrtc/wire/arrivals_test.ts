import assert from "node:assert/strict";
import { readU16, readU24 } from "media/bytes.ts";
import type { OtherReport } from "media/rtp/rtcp.ts";
import { Arrivals } from "./arrivals.ts";

/** What a report says: milliseconds by number; undefined for what has not arrived. */
function read(report: unknown): [number, number | undefined][] {
  const { body, count, packetType } = report as OtherReport;
  assert.deepEqual([packetType, count], [205, 15]);
  const base = readU16(body, 8), statuses: number[] = [];
  let at = 16, left = readU16(body, 10), time = readU24(body, 12) * 64;
  for (; left > 0; at += 2) {
    const chunk = readU16(body, at);
    assert.equal(chunk >> 14, 3);
    for (let i = 0; i < 7 && left > 0; i++, left--) statuses.push(chunk >> 12 - 2 * i & 3);
  }
  return statuses.map((status, i) => {
    const number = base + i & 0xffff;
    if (status === 0) return [number, undefined];
    const delta = status === 1 ? body[at] : readU16(body, at) << 16 >> 16;
    at += status;
    return [number, time += delta / 4];
  });
}

Deno.test("arrivals are told once, with those that are missing between them", () => {
  const arrivals = new Arrivals();
  assert.equal(arrivals.report(1, 2), undefined);
  for (const [number, at] of [[65534, 1000], [65535, 1001.5], [1, 1100], [2, 1090]]) {
    arrivals.note(number, at);
  }
  assert.deepEqual(read(arrivals.report(1, 2)), [
    [65534, 1000],
    [65535, 1001.5],
    [0, undefined],
    [1, 1100],
    [2, 1090],
  ]);
  assert.equal(arrivals.report(1, 2), undefined);
  arrivals.note(0, 1200);
  arrivals.note(4, 1300.25);
  assert.deepEqual(read(arrivals.report(1, 2)), [[3, undefined], [4, 1300.25]]);
});

Deno.test("long silences and long runs take several reports", () => {
  const arrivals = new Arrivals();
  for (let i = 0; i < 1000; i++) arrivals.note(i, 5000 + i);
  arrivals.note(1000, 50_000);
  const told: [number, number | undefined][] = [];
  for (let report; (report = arrivals.report(1, 2));) told.push(...read(report));
  assert.deepEqual(told.map(([number]) => number), Array.from({ length: 1001 }, (_, i) => i));
  assert.deepEqual(told.slice(998), [[998, 5998], [999, 5999], [1000, 50_000]]);
});

Deno.test("a gap longer than a report does not hold the next one up", () => {
  const arrivals = new Arrivals();
  arrivals.note(1, 1000);
  arrivals.report(1, 2);
  arrivals.note(5000, 2000);
  assert.deepEqual(read(arrivals.report(1, 2)).at(-1), [5000, 2000]);
});
