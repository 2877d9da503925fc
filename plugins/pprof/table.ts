import type { Samples } from "./samples.ts";

/** Functions that a table shows. */
const MOST = 100;

interface Totals {
  /** In the function itself. */
  flat: number;
  /** And in what it calls. */
  sum: number;
}

/** The functions with the most of the last kind, for people: what is in each itself, and in what it calls. */
export function tableOf({ kinds, list }: Samples): string {
  const totals = new Map<string, Totals>(), last = kinds.length - 1;
  const of = (name: string) => {
    const known = totals.get(name) ?? { flat: 0, sum: 0 };
    totals.set(name, known);
    return known;
  };
  let all = 0;
  for (const { stack, values } of list) {
    all += values[last];
    of(stack[0].name).flat += values[last];
    for (const name of new Set(stack.map(({ name }) => name))) of(name).sum += values[last];
  }
  const sorted = [...totals].sort(([, a], [, b]) => b.flat - a.flat || b.sum - a.sum);
  const rows = sorted.slice(0, MOST).map(([name, { flat, sum }]) => row(flat, sum, name));
  const [type, unit] = kinds[last];
  return [`${type}: ${all} ${unit}`, row("flat", "sum", "function"), ...rows, ""].join("\n");
}

function row(flat: number | string, sum: number | string, name: string): string {
  return `${String(flat).padStart(14)} ${String(sum).padStart(14)}  ${name}`;
}
