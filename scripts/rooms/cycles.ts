/** Who imports whom: paths from the repository's root. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * One cycle for every knot of files that import each other: its files in the order of their
 * imports, the first again at the end. Empty for a sound tree.
 */
export function cycles(graph: Graph): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of [...graph.keys()].sort()) {
    if (done.has(start)) continue;
    const back = shortestWayBack(graph, start);
    if (back === undefined) continue;
    found.push(back);
    for (const file of knot(graph, start)) done.add(file);
  }
  return found;
}

/** Breadth first from `start` until an import leads back to it. */
function shortestWayBack(graph: Graph, start: string): string[] | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1)!) ?? []) {
      if (next === start) return [...way, start];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

/** The files that `start` reaches and that reach it. */
function knot(graph: Graph, start: string): string[] {
  const reached = reach(graph, start);
  return [...reached].filter((file) => reach(graph, file).has(start));
}

function reach(graph: Graph, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of graph.get(file) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}
