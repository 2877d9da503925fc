const ROOT = new URL("../../", import.meta.url);

/** A linted file's path from the repository's root, with forward slashes. `filename` may be absolute. */
export function repositoryPath(filename: string): string {
  const path = filename.replaceAll("\\", "/");
  const root = decodeURIComponent(ROOT.pathname);
  for (const prefix of [root, root.slice(1)]) {
    if (path.startsWith(prefix)) return path.slice(prefix.length);
  }
  return path;
}
