import { cycles } from "../rooms/cycles.ts";
import { sources } from "../rooms/files.ts";
import { importGraph } from "../rooms/graph.ts";
import { fullFolders } from "./folders.ts";
import { longSources } from "./lengths.ts";
import { startUp } from "./startup.ts";

/** What the budgets have to say; only refusals fail the run. */
export interface Findings {
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly refusals: readonly string[];
}

/** Measures the tree below `root` (an absolute path) against the limits of the house. */
export async function budgets(root: string): Promise<Findings> {
  const files = await sources(root);
  const graph = await importGraph(root, files);
  const long = await longSources(root, files);
  const start = await startUp(root).catch((error: Error) => ({ warnings: [], error }));
  const knots = cycles(graph).map((way) =>
    `imports go in a circle, so none of these can be understood or tested alone: ${way.join(" → ")}`
  );
  const broken = "error" in start ? [start.error.message] : [];
  return {
    notes: [`${files.length} sources`, ...("note" in start ? [start.note] : [])],
    warnings: [...long, ...start.warnings],
    refusals: [...fullFolders(files), ...knots, ...broken],
  };
}
