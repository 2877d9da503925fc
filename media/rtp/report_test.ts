import assert from "node:assert/strict";
import { toNtp } from "./ntp.ts";
import { ReceiverStats } from "./report.ts";
import type { SenderReport } from "./rtcp.ts";

/** Feeds packets 20 ms apart on a 90 kHz clock, numbered as given. */
function feed(sequences: number[]): ReceiverStats {
  const stats = new ReceiverStats(90000);
  sequences.forEach((sequence, i) => stats.receive(sequence, 1800 * i, 1e12 + 20 * i));
  return stats;
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i & 0xffff);
}

const cases = [
  { name: "in order", sequences: range(10, 5), lost: 0, highest: 14, fraction: 0 },
  { name: "over the wrap", sequences: range(65534, 4), lost: 0, highest: 0x10001, fraction: 0 },
  {
    name: "a quarter lost",
    sequences: [1, 2, 4, 5, 6, 8],
    lost: 2,
    highest: 8,
    fraction: 64,
  },
  { name: "lost over the wrap", sequences: [65535, 1], lost: 1, highest: 0x10001, fraction: 85 },
  { name: "out of order", sequences: [1, 3, 2, 4], lost: 0, highest: 4, fraction: 0 },
  { name: "twice", sequences: [1, 2, 2, 3], lost: -1, highest: 3, fraction: 0 },
  {
    name: "a new numbering after a loss",
    sequences: [1, 2, 4, 40000, 40001, 40002],
    lost: 1,
    highest: 40002,
    fraction: 42,
  },
  {
    name: "a new numbering below what was received",
    sequences: [...range(30000, 20), 5, 6, 7, 9],
    lost: 1,
    highest: 9,
    fraction: 10,
  },
  {
    name: "a single stray packet",
    sequences: [1, 2, 40000, 3, 4],
    lost: 0,
    highest: 4,
    fraction: 0,
  },
];

Deno.test("receiver statistics: loss and extended sequence", () => {
  for (const { name, sequences, lost, highest, fraction } of cases) {
    const stats = feed(sequences);
    assert.equal(stats.lost, lost, name);
    const report = stats.report(7, 8, 0);
    assert.deepEqual(report, {
      kind: "RR",
      ssrc: 7,
      reports: [{
        ssrc: 8,
        fractionLost: fraction,
        lost,
        highestSequence: highest,
        jitter: report?.reports[0].jitter,
        lastReport: 0,
        delay: 0,
      }],
    }, name);
  }
});

Deno.test("receiver statistics: nothing to report before the first packet", () => {
  assert.equal(new ReceiverStats(90000).report(1, 2, 3), undefined);
});

Deno.test("receiver statistics: the fraction is of one interval, the sum of all", () => {
  const stats = feed([1, 2, 4]);
  assert.equal(stats.report(1, 2, 0)?.reports[0].fractionLost, 64);
  stats.receive(5, 0, 0);
  const block = stats.report(1, 2, 0)?.reports[0];
  assert.deepEqual([block?.fractionLost, block?.lost], [0, 1]);
  assert.equal(stats.report(1, 2, 0)?.reports[0].fractionLost, 0, "an interval without packets");
});

Deno.test("receiver statistics: jitter is that of A.8", () => {
  assert.equal(feed(range(0, 50)).jitter, 0, "a steady sender");
  const stats = new ReceiverStats(8000);
  stats.receive(0, 0xffffff60, 1e12);
  stats.receive(1, 0, 1e12 + 20);
  assert.equal(stats.jitter, 0, "over the wrap of the timestamp");
  stats.receive(2, 160, 1e12 + 60);
  assert.equal(stats.jitter, 160 / 16);
  stats.receive(3, 320, 1e12 + 80);
  assert.equal(stats.jitter, 160 / 16 * 15 / 16);
});

Deno.test("receiver statistics: the last sender report and the delay since", () => {
  const stats = feed([1, 2]);
  const report: SenderReport = {
    kind: "SR",
    ssrc: 8,
    ntp: toNtp(1e12),
    timestamp: 0,
    packets: 1,
    octets: 100,
    reports: [],
  };
  stats.senderReport(report, 1000);
  const block = stats.report(7, 8, 1500)?.reports[0];
  assert.equal(
    block?.lastReport,
    (report.ntp.seconds & 0xffff) * 0x10000 + (report.ntp.fraction >>> 16),
  );
  assert.equal(block?.delay, 32768);
  assert.equal(stats.report(7, 9, 1500)?.reports[0].lastReport, 0, "of another source");
});
