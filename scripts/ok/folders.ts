import { isTest } from "../rooms/rooms.ts";

const LIMIT = 12;

/** The folders that hold more than 12 sources of their own; tests and their cases are not counted. */
export function fullFolders(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    if (isTest(file)) continue;
    const folder = file.slice(0, file.lastIndexOf("/") + 1);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > LIMIT).map(([folder, count]) =>
    `${folder} holds ${count} sources, the limit is ${LIMIT}: more cannot be taken in at a ` +
    "glance; give what belongs together a folder of its own"
  );
}
