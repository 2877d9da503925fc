import { align, median } from "../bench/roles/figures.ts";
import type { Sample } from "./sampling.ts";

/** A run from its first sample, of a server that nobody has asked for anything, to its last, of one that all have left. */
export interface Course {
  readonly first: Sample;
  readonly samples: readonly Sample[];
  readonly last: Sample;
}

/** Part, and megabytes, by which the last third may hold more memory than the second. */
const MORE = 0.1, MORE_MEGABYTES = 8;
/** Descriptors that the end may have more than the beginning: libraries are opened when first used. */
const MORE_DESCRIPTORS = 2;

const FIGURES = [
  ...[
    "resident",
    "heap",
    "external",
    "descriptors",
    "threads",
    "commands",
    "lag",
    "paths",
  ] as const,
];
const COLUMNS = ["seconds", "CPU %", ...FIGURES, "sessions", "lines", "faults"];

/** What does not hold of the run, as sentences. */
export function complaints({ first, samples, last }: Course): string[] {
  const found: string[] = [];
  const left = Object.entries(last.sessions).filter(([, count]) => count > 0);
  for (const [list, count] of left) found.push(`${count} are left in ${list}`);
  if (last.paths > first.paths) found.push(`${last.paths} paths, at first ${first.paths}`);
  if (last.commands > first.commands) found.push(`${last.commands} commands run`);
  if (last.descriptors > first.descriptors + MORE_DESCRIPTORS) {
    found.push(`${last.descriptors} descriptors, at first ${first.descriptors}`);
  }
  const [, second, third] = thirds(samples);
  for (const name of ["resident", "heap"] as const) {
    const before = middle(second, name), behind = middle(third, name);
    if (behind > before * (1 + MORE) + MORE_MEGABYTES) {
      found.push(
        `${name} grows: ${before.toFixed(1)} MB, a third of the time later ${behind.toFixed(1)}`,
      );
    }
  }
  return found;
}

/** Idle, the middle of each third, and idle again. */
export function table({ first, samples, last }: Course): string {
  const rows: [string, string[]][] = [["at first", cells(first)]];
  for (const [i, part] of thirds(samples).entries()) {
    rows.push([`third ${i + 1}`, middleCells(part)]);
  }
  rows.push(["at last", cells(last)]);
  return align([["", ...COLUMNS], ...rows.map(([name, row]) => [name, ...row])]);
}

/** A sample as it comes; `before`: the one before. */
export function line(sample: Sample, before: Sample): string {
  return align([COLUMNS, cells(sample, before)]).split("\n")[1];
}

export function heading(sample: Sample): string {
  return align([COLUMNS, cells(sample)]);
}

function cells(sample: Sample, before?: Sample): string[] {
  const cpu = before ? 100 * (sample.cpu - before.cpu) / (sample.at - before.at) : 0;
  const sessions = Object.values(sample.sessions).reduce((a, b) => a + b, 0);
  return [
    sample.at,
    cpu,
    ...FIGURES.map((name) => sample[name]),
    sessions,
    sample.lines,
    sample.faults,
  ]
    .map((value) => value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : 1).padStart(7));
}

function middleCells(part: readonly Sample[]): string[] {
  const rows = part.map((sample, i) => cells(sample, part[i - 1]));
  return COLUMNS.map((_, column) => `${median(rows.map((row) => Number(row[column])))}`);
}

function thirds(samples: readonly Sample[]): Sample[][] {
  const at = (third: number) => Math.round(third * samples.length / 3);
  return [0, 1, 2].map((third) => samples.slice(at(third), at(third + 1)));
}

function middle(samples: readonly Sample[], name: "resident" | "heap"): number {
  return median(samples.map((sample) => sample[name]));
}
