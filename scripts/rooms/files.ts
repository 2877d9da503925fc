const SKIPPED = new Set(["node_modules", "dist", "coverage", "vectors"]);

/** Every TypeScript source below `root`, tests included and declarations left out, as sorted paths with forward slashes. */
export async function sources(root: string, folder = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(`${root}/${folder}`)) {
    const path = folder + entry.name;
    if (entry.isFile && /(?<!\.d)\.[cm]?[jt]s$/.test(entry.name)) found.push(path);
    if (!entry.isDirectory || entry.name.startsWith(".") || SKIPPED.has(entry.name)) continue;
    found.push(...await sources(root, path + "/"));
  }
  return found.sort();
}
