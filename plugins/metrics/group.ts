import type { Filters } from "./filters.ts";

/** The lines of one item. */
export interface Lines {
  readonly current: string;
  /** The same figures by their older names. */
  readonly older: string;
}

/** Metrics of items of one kind. */
export interface Group<T> {
  readonly title: string;
  /** The value of the filter `type` that selects it. */
  readonly type: string;
  /** The filters that select single items. */
  readonly filters: readonly string[];
  /** Every name, for when there are no items. */
  readonly names: { readonly current: readonly string[]; readonly older: readonly string[] };
  /** Left out where it has no lines, unless the filter `type` alone asks for it. */
  readonly sparse?: boolean;
  items(): Iterable<T>;
  admits(item: T, filters: Filters): boolean;
  lines(item: T): Lines;
}

/** The text of a group in pieces: those of an item, then what stands between them. Nothing where it is not selected. */
export function* groupText<T>(group: Group<T>, filters: Filters): Generator<string> {
  if (filters.type !== "" && filters.type !== group.type) return;
  const filtered = group.filters.some((name) => filters.item(name) !== "");
  if (filters.byItem && !filtered) return;
  let any = false, begun = false;
  const older: string[] = [];
  for (const item of group.items()) {
    any = true;
    const admitted = group.admits(item, filters);
    if (!begun && (admitted || !group.sparse)) {
      begun = true;
      yield header(group.title);
    }
    if (!admitted) continue;
    const lines = group.lines(item);
    yield lines.current;
    older.push(lines.older);
  }
  if (begun) yield* ending(group, older);
  else if (!any && !filtered && (!group.sparse || filters.type !== "")) yield* zeros(group);
}

function* ending<T>({ title, names }: Group<T>, older: readonly string[]): Generator<string> {
  yield "\n";
  if (names.older.length === 0) return;
  yield header(`${title} (deprecated)`);
  yield* older;
  yield "\n";
}

function* zeros<T>(group: Group<T>): Generator<string> {
  const lines = (names: readonly string[]) => names.map((name) => `${name} 0\n`);
  yield header(group.title);
  yield* lines(group.names.current);
  yield* ending(group, lines(group.names.older));
}

function header(title: string): string {
  return `# ${title}\n`;
}
