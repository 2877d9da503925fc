/** The middle one of values in any order. */
export function median(values: readonly number[]): number {
  return quantile(values.toSorted((a, b) => a - b), 0.5);
}

/** The value below which a part of the sorted `values` lies. */
export function quantile(values: readonly number[], part: number): number {
  return values[Math.min(values.length - 1, Math.floor(part * values.length))] ?? NaN;
}

/** Sorts in place. */
export function sorted(values: number[]): number[] {
  return values.sort((a, b) => a - b);
}

export function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Rows of cells in columns of equal width, as text. */
export function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  return rows.map((cells) => cells.map((cell, i) => cell.padStart(widths[i])).join("  "))
    .join("\n");
}
