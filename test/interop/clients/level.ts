/** How much is run: `subset` takes minutes (CI), `full` is the whole table. */
export type Level = "subset" | "full";

/** Where nothing is said, the subset. */
export const LEVEL: Level = Deno.env.get("INTEROP") === "full" ? "full" : "subset";

/** Registers a test that only the full table has. */
export function fullTest(name: string, run: () => Promise<void>): void {
  if (LEVEL === "full") Deno.test(name, run);
}
