/** The import map's entries, as in deno.json. */
export type ImportMap = Readonly<Record<string, string>>;

/**
 * The repository path a specifier means when it stands in `from` (also a path from the root), or
 * undefined where it leaves the repository: npm packages and modules of the runtime.
 */
export function resolve(specifier: string, from: string, imports: ImportMap): string | undefined {
  if (/^\.{1,2}\//.test(specifier)) return join(from, specifier);
  const prefix = Object.keys(imports)
    .filter((key) => specifier === key || (key.endsWith("/") && specifier.startsWith(key)))
    .sort((a, b) => b.length - a.length)[0];
  const target = prefix === undefined ? undefined : imports[prefix];
  if (prefix === undefined || !target?.startsWith("./")) return undefined;
  return join("deno.json", target + specifier.slice(prefix.length));
}

function join(from: string, relative: string): string {
  return new URL(relative, `file:///${from}`).pathname.slice(1);
}
