import { folderOf } from "./growing_file.ts";

/** Whether there is a folder of that name; an empty one is the working directory, here as below. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path || ".")).isDirectory;
  } catch {
    return false;
  }
}

/** Every file in a folder and those within it, in no order; what cannot be read is left out, links are not followed. */
export async function* filesWithin(folder: string): AsyncGenerator<string> {
  const open = [folder];
  for (let within = open.pop(); within !== undefined; within = open.pop()) {
    const prefix = prefixOf(within);
    try {
      for await (const { name, isFile, isDirectory } of Deno.readDir(within || ".")) {
        if (isFile) yield prefix + name;
        else if (isDirectory) open.push(prefix + name);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory)) {
        if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
      }
    }
  }
}

/** What the names of files in a folder begin with. */
function prefixOf(folder: string): string {
  return folder === "" || folder.endsWith("/") ? folder : `${folder}/`;
}

/** Deletes a file. Rejects where it cannot: `remove FILE: REASON`. */
export async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    const reason = missing ? "no such file or directory" : (error as Error).message;
    throw new Error(`remove ${path}: ${reason}`, { cause: error });
  }
}

/** Deletes the folder that a file was in where that is empty now, and those around it, but for `root`. */
export async function removeEmptyFolders(file: string, root: string): Promise<void> {
  const prefix = prefixOf(root);
  for (let folder = folderOf(file); isBelow(folder, prefix); folder = folderOf(folder)) {
    try {
      await Deno.remove(folder);
    } catch {
      return;
    }
  }
}

function isBelow(folder: string, prefix: string): boolean {
  return folder !== "." && folder.startsWith(prefix);
}
